//! The crates of a Cargo.lock, as cargo has unpacked them on this machine.

use std::fmt::{self, Display};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use serde::Deserialize;
use thiserror::Error;
use walkdir::{DirEntry, WalkDir};

/// What a crate holds that those who depend on it do not build.
const NOT_BUILT: [&str; 3] = ["tests", "benches", "examples"];

/// A crate, as the lock file names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub(crate) struct Package {
    /// As on crates.io.
    pub name: String,
    /// As on crates.io.
    pub version: String,
    source: Option<String>,
}

/// `serde 1.0.229`
impl fmt::Display for Package {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.name, self.version)
    }
}

/// The crates that a lock file takes from elsewhere; those that lie beside it have no source.
pub(crate) fn locked(lock: &Path) -> Result<Vec<Package>, NoLock> {
    #[derive(Deserialize)]
    struct Lock {
        package: Vec<Package>,
    }
    let text = fs::read_to_string(lock).map_err(|source| NoLock::Unreadable { lock: lock.to_owned(), source })?;
    let no_lock = |error: toml::de::Error| NoLock::NoToml { lock: lock.to_owned(), why: error.message().to_owned() };
    let Lock { mut package } = toml::from_str(&text).map_err(no_lock)?;
    package.retain(|package| package.source.is_some());
    if package.is_empty() { Err(NoLock::Empty { lock: lock.to_owned() }) } else { Ok(package) }
}

/// What is in a crate.
#[derive(Debug)]
pub(crate) struct Sources {
    /// Its Cargo.toml.
    pub manifest: Manifest,
    /// The Rust files that those who depend on it build: their paths and texts.
    pub files: Vec<(PathBuf, String)>,
}

/// The parts of a Cargo.toml that say what a crate may do.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Manifest {
    package: PackageTable,
    lib: Option<LibTable>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct PackageTable {
    license: Option<String>,
    license_file: Option<String>,
    /// The file, or `false`; no entry means `build.rs`, if there is one.
    build: Option<toml::Value>,
}

#[derive(Debug, Clone, Deserialize)]
struct LibTable {
    #[serde(default, rename = "proc-macro", alias = "proc_macro")]
    proc_macro: bool,
}

impl Sources {
    /// Looks for a crate in the cache of cargo, and reads it.
    pub(crate) fn read(package: &Package) -> Result<Self, NotRead> {
        let broken = |why: &dyn Display| NotRead::Broken { package: package.clone(), why: why.to_string() };
        let folder = unpacked(package).ok_or_else(|| NotRead::NotCached(package.clone()))?;
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).map_err(|error| broken(&error))?;
        let mut manifest: Manifest =
            toml::from_str(&manifest).map_err(|error| broken(&format!("its Cargo.toml: {}", error.message())))?;
        if manifest.package.build.is_none() && !folder.join("build.rs").exists() {
            manifest.package.build = Some(toml::Value::Boolean(false));
        }
        let is_built = |entry: &DirEntry| entry.depth() != 1 || NOT_BUILT.iter().all(|name| entry.file_name() != *name);
        let mut files = Vec::new();
        for entry in WalkDir::new(&folder).sort_by_file_name().into_iter().filter_entry(is_built) {
            let entry = entry.map_err(|error| broken(&error))?;
            if entry.file_type().is_file() && entry.path().extension().is_some_and(|it| it == "rs") {
                let bytes = fs::read(entry.path()).map_err(|error| broken(&error))?;
                let path = entry.path().strip_prefix(&folder).unwrap_or(entry.path()).to_owned();
                files.push((path, String::from_utf8_lossy(&bytes).into_owned()));
            }
        }
        Ok(Self { manifest, files })
    }
}

impl Manifest {
    /// Whether cargo runs a program of this crate before it builds it.
    pub(crate) fn has_build_script(&self) -> bool {
        self.package.build != Some(toml::Value::Boolean(false))
    }

    /// Whether the compiler runs this crate.
    pub(crate) fn is_proc_macro(&self) -> bool {
        self.lib.as_ref().is_some_and(|lib| lib.proc_macro)
    }

    /// Its terms: an SPDX expression, or the name of a file.
    pub(crate) fn licence(&self) -> Option<&str> {
        self.package.license.as_deref().or(self.package.license_file.as_deref())
    }
}

/// Where cargo has unpacked a crate.
fn unpacked(package: &Package) -> Option<PathBuf> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cargo")))?;
    let registries = fs::read_dir(home.join("registry/src")).ok()?.filter_map(Result::ok);
    let name = format!("{}-{}", package.name, package.version);
    registries.map(|registry| registry.path().join(&name)).find(|folder| folder.is_dir())
}

/// There is no list of crates.
#[derive(Debug, Error)]
pub(crate) enum NoLock {
    /// Mostly: it is not there.
    #[error("{} cannot be read ({source}): name one with --lock, or make it with `cargo generate-lockfile`", lock.display())]
    Unreadable {
        /// As it was given.
        lock: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Some other file.
    #[error("{} is no Cargo.lock ({why}): name one with --lock", lock.display())]
    NoToml {
        /// As it was given.
        lock: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// A project without dependencies.
    #[error("{} names no crate from elsewhere, so there is nothing to audit", lock.display())]
    Empty {
        /// As it was given.
        lock: PathBuf,
    },
}

/// A crate that nobody has looked at.
#[derive(Debug, Error)]
pub(crate) enum NotRead {
    /// It was never needed on this machine, or comes from git.
    #[error("{0}")]
    NotCached(Package),
    /// It is there, but not whole.
    #[error("{package} cannot be read: {why}")]
    Broken {
        /// Which.
        package: Package,
        /// What is wrong with it.
        why: String,
    },
}
