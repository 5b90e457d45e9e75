//! The file of a store, whose end harms nobody.

use std::ops::Deref;

use redb::Database;

use super::store::unharmed;

/// It is tidied up when it is closed, and a page that is not what was written makes the store panic there, too.
pub(super) struct File(Option<Database>);

impl File {
    pub(super) fn new(database: Database) -> Self {
        File(Some(database))
    }
}

impl Deref for File {
    type Target = Database;

    fn deref(&self) -> &Database {
        self.0.as_ref().unwrap_or_else(|| unreachable!("it is there until it is dropped"))
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let database = self.0.take();
        // What was recorded was on the disk before; whoever opens it next is told what is wrong with it.
        let _harm = unharmed(|| drop(database));
    }
}
