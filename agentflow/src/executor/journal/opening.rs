//! Opening a file, and making one that is a journal from the first moment on which anybody sees it.

use std::ffi::OsString;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicUsize, Ordering};

use redb::{Database, DatabaseError, ReadableDatabase, StorageError, TableError};

use super::error::JournalError;
use super::file::File;
use super::store::unharmed;
use super::table::{ABOUT, BEGUN, CALLS, RUNS, VERSION};

/// The journal in this file, which is made if there is none.
pub(super) fn open(path: &Path) -> Result<File, JournalError> {
    if !path.try_exists().map_err(|error| JournalError::storage(path, error))? {
        make(path)?;
    }
    let file = open_file(path, || Database::open(path))?;
    match version_of(path, &file)? {
        VERSION => Ok(file),
        version => Err(JournalError::version(path, version)),
    }
}

/// Makes it beside its place and then puts it there, because whoever makes it may be killed meanwhile. Another process may do
/// the same; then that one's stays.
fn make(path: &Path) -> Result<(), JournalError> {
    let new = beside(path);
    let made = fill(&new, path).and_then(|()| {
        put(&new, path).and_then(|()| keep_folder(path)).map_err(|error| JournalError::storage(path, error))
    });
    // What can't be removed is in nobody's way.
    let _not_removed = fs::remove_file(&new);
    made
}

/// A name that nobody else has.
fn beside(path: &Path) -> PathBuf {
    static MADE: AtomicUsize = AtomicUsize::new(0);
    let mut name = path.file_name().map_or_else(OsString::new, OsString::from);
    name.push(format!(".new-{}-{}", process::id(), MADE.fetch_add(1, Ordering::Relaxed)));
    path.with_file_name(name)
}

fn fill(new: &Path, path: &Path) -> Result<(), JournalError> {
    let file = open_file(path, || Database::create(new))?;
    let write = || -> Result<(), redb::Error> {
        let transaction = file.begin_write()?;
        transaction.open_table(ABOUT)?.insert("version", VERSION)?;
        transaction.open_table(RUNS)?;
        transaction.open_table(CALLS)?;
        transaction.open_table(BEGUN)?;
        transaction.commit()?;
        Ok(())
    };
    write().map_err(|error| JournalError::storage(path, error))
}

fn put(new: &Path, path: &Path) -> io::Result<()> {
    match fs::hard_link(new, path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        // A file system that has none.
        Err(_) if !path.try_exists()? => fs::rename(new, path),
        put => put,
    }
}

/// The name of a new file is on the disk when its folder is.
fn keep_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if cfg!(unix) { fs::File::open(folder)?.sync_all() } else { Ok(()) }
}

fn open_file(path: &Path, open: impl FnOnce() -> Result<Database, DatabaseError>) -> Result<File, JournalError> {
    let opened = unharmed(open).map_err(|why| JournalError::foreign(path, why))?;
    opened.map(File::new).map_err(|error| match error {
        DatabaseError::DatabaseAlreadyOpen | DatabaseError::LockProtocolMismatch => JournalError::open(path),
        DatabaseError::Storage(StorageError::Io(error)) if error.kind() != ErrorKind::InvalidData => {
            JournalError::storage(path, error)
        }
        error => JournalError::foreign(path, error),
    })
}

fn version_of(path: &Path, file: &Database) -> Result<u64, JournalError> {
    let read = || -> Result<Option<u64>, redb::Error> {
        let about = match file.begin_read()?.open_table(ABOUT) {
            Err(TableError::TableDoesNotExist(_)) => return Ok(None),
            about => about?,
        };
        Ok(about.get("version")?.map(|version| version.value()))
    };
    let version = unharmed(read).map_err(|why| JournalError::foreign(path, why))?;
    let version = version.map_err(|error| JournalError::foreign(path, error))?;
    version.ok_or_else(|| JournalError::foreign(path, "something else is stored in it"))
}
