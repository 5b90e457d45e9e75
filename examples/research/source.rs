//! Where there is documentation to search.

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use thiserror::Error;
use walkdir::{DirEntry, WalkDir};

use crate::section::{Format, Unreadable};

/// How many agents share the READMEs of the cargo registry.
const README_SOURCES: usize = 8;

/// One part of the Rust documentation.
struct RustDocs {
    name: &'static str,
    folder: &'static str,
    /// Folders and files in it to leave out.
    without: &'static [&'static str],
}

const fn part(name: &'static str, folder: &'static str, without: &'static [&'static str]) -> RustDocs {
    RustDocs { name, folder, without }
}

/// Left out: old editions, translations, lists of links, and the machine instructions of `std`, whose
/// thousands of pages say the same. `std` stands first: it is more than half of the work, and whoever
/// starts it last waits for it alone.
const RUST_DOCS: [RustDocs; 8] = [
    part("std", "std", &["arch", "core_arch", "intrinsics", "all.html"]),
    part("book", "book", &["2018-edition", "first-edition", "second-edition"]),
    part("reference", "reference", &["test-summary.html"]),
    part("cargo", "cargo", &["CHANGELOG.html"]),
    part("error codes", "error_codes", &[]),
    part("by example", "rust-by-example", &["es", "ja", "ko", "zh"]),
    part("nomicon", "nomicon", &[]),
    part("editions", "edition-guide", &[]),
];

/// In every folder: the whole book on one page would be found instead of its chapters.
const NEVER: &[&str] = &["print.html", "toc.html"];

/// The documents that one agent searches.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    /// What the agent is called.
    pub name: String,
    /// The corpus it belongs to; documents are cited relative to it.
    pub root: PathBuf,
    /// Its documents, in a fixed order.
    pub files: Vec<PathBuf>,
}

impl Source {
    /// The name to cite one of its documents by.
    pub(crate) fn name_of(&self, file: &Path) -> String {
        let relative = file.strip_prefix(&self.root).unwrap_or(file);
        let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
        parts.join("/")
    }

    /// The same source in parts of so many documents, for agents that share the work.
    pub(crate) fn parts(&self, documents: usize) -> impl Iterator<Item = Self> {
        let part = |files: &[PathBuf]| Self { files: files.to_owned(), ..self.clone() };
        self.files.chunks(documents).map(part)
    }
}

/// What there is to search.
#[derive(Debug)]
pub(crate) struct Discovery {
    /// The folder that holds all sources.
    pub root: PathBuf,
    /// At least one, each with at least one document.
    pub sources: Vec<Source>,
    /// What the user should know about the choice.
    pub notice: Option<String>,
    /// Folders that cannot be listed, links that lead nowhere.
    pub unreadable: Vec<Unreadable>,
}

/// Finds the documents: in `corpus` if it is given, else those that rustup installed, else the
/// READMEs of the crates that cargo has unpacked.
pub(crate) fn discover(corpus: Option<&Path>) -> Result<Discovery, DiscoveryError> {
    if let Some(folder) = corpus {
        return any_folder(folder);
    }
    let docs = rust_docs_folder();
    if let Some(docs) = docs.as_deref().map(rust_docs).filter(|docs| !docs.sources.is_empty()) {
        return Ok(docs);
    }
    let registry = cargo_home().map(|home| home.join("registry").join("src"));
    registry.as_deref().map(readmes).filter(|readmes| !readmes.sources.is_empty()).ok_or(DiscoveryError::Nothing)
}

/// The sources of the Rust documentation.
fn rust_docs(html: &Path) -> Discovery {
    let mut unreadable = Vec::new();
    let sources = RUST_DOCS
        .iter()
        .map(|part| {
            let keep = |entry: &DirEntry| {
                let name = entry.file_name().to_string_lossy();
                !NEVER.contains(&&*name) && !part.without.contains(&&*name)
            };
            let files = documents(&html.join(part.folder), keep, &mut unreadable);
            Source { name: part.name.to_owned(), root: html.to_owned(), files }
        })
        .filter(|source| !source.files.is_empty())
        .collect();
    Discovery { root: html.to_owned(), sources, notice: None, unreadable }
}

/// One source for each folder at the top that holds documents, and one for the documents beside them.
fn any_folder(folder: &Path) -> Result<Discovery, DiscoveryError> {
    let missing = |source| DiscoveryError::Folder { folder: folder.to_owned(), source };
    // An open folder can also be listed; a file, or a folder without permission, shows itself here.
    drop(folder.read_dir().map_err(missing)?);
    let mut unreadable = Vec::new();
    let files = documents(folder, |entry| !is_hidden(entry) && !is_never(entry), &mut unreadable);
    let mut parts: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for file in files {
        parts.entry(top_folder(folder, &file)).or_default().push(file);
    }
    if parts.is_empty() {
        return Err(DiscoveryError::NoDocument { folder: folder.to_owned() });
    }
    let sources = parts.into_iter().map(|(name, files)| Source { name, root: folder.to_owned(), files }).collect();
    Ok(Discovery { root: folder.to_owned(), sources, notice: None, unreadable })
}

/// The folder right under `root` that holds `file`, or the name of `root` if the file is right in it.
fn top_folder(root: &Path, file: &Path) -> String {
    let inside = file.strip_prefix(root).unwrap_or(file);
    let top = match inside.components().count() {
        0 | 1 => root.file_name(),
        _ => inside.iter().next(),
    };
    top.map_or_else(|| ".".to_owned(), |name| name.to_string_lossy().into_owned())
}

/// The READMEs of unpacked crates, in parts of equal size.
fn readmes(registry: &Path) -> Discovery {
    let mut unreadable = Vec::new();
    let is_readme = |entry: &DirEntry| match entry.depth() {
        3 => entry.file_name() == "README.md",
        depth => depth < 3,
    };
    let files = documents(registry, is_readme, &mut unreadable);
    let per_source = files.len().div_ceil(README_SOURCES).max(1);
    let sources = files
        .chunks(per_source)
        .enumerate()
        .map(|(i, files)| Source {
            name: format!("READMEs {}", i + 1),
            root: registry.to_owned(),
            files: files.to_owned(),
        })
        .collect();
    let notice = "the Rust documentation is not installed (`rustup component add rust-docs` installs it): \
                  searching the READMEs of the cargo registry instead";
    Discovery { root: registry.to_owned(), sources, notice: Some(notice.to_owned()), unreadable }
}

/// All documents below a folder that `keep` lets pass, sorted by name. A folder that does not exist
/// has none.
fn documents(folder: &Path, keep: impl Fn(&DirEntry) -> bool, unreadable: &mut Vec<Unreadable>) -> Vec<PathBuf> {
    if !folder.is_dir() {
        return Vec::new();
    }
    let walk = WalkDir::new(folder).follow_links(true).sort_by_file_name();
    let mut files = Vec::new();
    for entry in walk.into_iter().filter_entry(|entry| entry.depth() == 0 || keep(entry)) {
        match entry {
            Ok(entry) if entry.file_type().is_file() && Format::of(entry.path()).is_some() => {
                files.push(entry.into_path());
            }
            Ok(_) => {}
            Err(error) => {
                let path = error.path().unwrap_or(folder).to_owned();
                unreadable.push(Unreadable::new(path, error.into()));
            }
        }
    }
    files
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().to_string_lossy().starts_with('.')
}

fn is_never(entry: &DirEntry) -> bool {
    NEVER.contains(&&*entry.file_name().to_string_lossy())
}

/// Where the toolchain in use keeps its documentation, installed or not.
fn rust_docs_folder() -> Option<PathBuf> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).args(["--print", "sysroot"]).output().ok()?;
    let sysroot = String::from_utf8(output.stdout).ok()?;
    Some(Path::new(sysroot.trim()).join("share/doc/rust/html")).filter(|_| output.status.success())
}

fn cargo_home() -> Option<PathBuf> {
    env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cargo")))
}

/// There is nothing to search.
#[derive(Debug, Error)]
pub(crate) enum DiscoveryError {
    /// The folder that was asked for cannot be opened.
    #[error("the corpus {} cannot be opened: {source}", folder.display())]
    Folder {
        /// As it was given.
        folder: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The folder that was asked for holds no document.
    #[error("the corpus {} holds no document: there is no .html, .md or .txt file in it", folder.display())]
    NoDocument {
        /// As it was given.
        folder: PathBuf,
    },
    /// No folder was asked for, and this machine has neither the Rust documentation nor a crate.
    #[error("no documentation is installed: run `rustup component add rust-docs`, or name a folder with --corpus")]
    Nothing,
}
