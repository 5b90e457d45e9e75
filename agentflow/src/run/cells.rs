//! What tasks that were made at the same place in a program have in common in one run.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::panic::Location;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::site::{AgentName, Site};

/// One value of each type for each place. A run that needs none pays for none.
#[derive(Default)]
pub(crate) struct Cells(OnceLock<Mutex<HashMap<Key, Arc<dyn Any + Send + Sync>>>>);

/// A place, by what it is called and where it is, and a type.
type Key = (String, &'static Location<'static>, TypeId);

impl Cells {
    /// The value that all who were made there share.
    pub(crate) fn at<T: Default + Send + Sync + 'static>(&self, site: Site) -> Arc<T> {
        let AgentName { name, location, .. } = site.into();
        let mut cells = self.0.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
        let key = (name.into_owned(), location, TypeId::of::<T>());
        let cell = cells.entry(key).or_insert_with(|| Arc::<T>::default());
        Arc::clone(cell).downcast().unwrap_or_default()
    }
}
