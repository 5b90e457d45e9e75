//! What has changed in a repository, as git says.

use std::collections::BTreeSet;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use thiserror::Error;
use unidiff::{PatchSet, PatchedFile};

/// Plain text whatever the user's settings are, and with so much context that it shows the files whole.
const DIFF: [&str; 6] =
    ["--no-color", "--no-ext-diff", "--no-textconv", "--src-prefix=a/", "--dst-prefix=b/", "--unified=10000000"];

/// A change of some files.
#[derive(Debug)]
pub(crate) struct Change {
    /// What it is: `the last commit`, or the range that was asked for.
    name: String,
    /// The files that it leaves behind, in the order of their names.
    pub files: Vec<Arc<File>>,
    /// New files that git has not been told of.
    pub untracked: Vec<String>,
}

/// A file as the change leaves it.
#[derive(Debug)]
pub(crate) struct File {
    /// From the root of the repository.
    pub path: String,
    /// The whole text.
    pub text: String,
    /// The numbers of the lines that are new, counted from 1.
    pub added: BTreeSet<usize>,
}

impl Change {
    /// The change of a range as `git diff` takes it; without one, what is not committed yet, or else the last commit.
    pub(crate) fn read(repo: &Path, range: Option<&str>) -> Result<Self, NoChange> {
        let git = |arguments: &[&str]| git(repo, arguments);
        git(&["rev-parse", "--show-toplevel"])?
            .map_err(|says| NoChange::NoRepository { repo: repo.to_owned(), says })?;
        let named = |range: &str, says| NoChange::UnknownRange { range: range.to_owned(), says };
        let diff = |range: &str| -> Result<String, NoChange> {
            git(&[&["diff"][..], &DIFF, &["--end-of-options", range, "--"]].concat())?
                .map_err(|says| named(range, says))
        };
        if let Some(range) = range {
            return Self::parse(range.to_owned(), &diff(range)?, Vec::new());
        }
        let others = git(&["ls-files", "--others", "--exclude-standard", "--full-name", "-z"])?.unwrap_or_default();
        let untracked: Vec<String> = others.split_terminator('\0').map(str::to_owned).collect();
        let uncommitted = diff("HEAD")?;
        if !uncommitted.is_empty() {
            return Self::parse("the uncommitted change".to_owned(), &uncommitted, untracked);
        }
        let show = [&["show", "--format=", "--diff-merges=first-parent"][..], &DIFF, &["HEAD"]].concat();
        let last = git(&show)?.map_err(|says| named("HEAD", says))?;
        Self::parse("the last commit".to_owned(), &last, untracked)
    }

    fn parse(name: String, diff: &str, untracked: Vec<String>) -> Result<Self, NoChange> {
        let patch: PatchSet = diff.parse().map_err(NoChange::Unreadable)?;
        let files = patch.files().iter().filter_map(File::new).map(Arc::new).collect::<Vec<_>>();
        if files.is_empty() {
            return Err(NoChange::Empty { name });
        }
        Ok(Self { name, files, untracked })
    }
}

/// `the last commit: new lines: 12, files: 3`
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: usize = self.files.iter().map(|file| file.added.len()).sum();
        write!(f, "{}: new lines: {lines}, files: {}", self.name, self.files.len())
    }
}

impl File {
    /// `None` if nothing is left of it.
    fn new(patched: &PatchedFile) -> Option<Self> {
        let path = patched.target_file.strip_prefix("b/")?.to_owned();
        let (mut text, mut added) = (String::new(), BTreeSet::new());
        for line in patched.hunks().iter().flat_map(unidiff::Hunk::lines) {
            if let Some(number) = line.target_line_no {
                text.extend([&line.value, "\n"]);
                added.extend(line.is_added().then_some(number));
            }
        }
        Some(Self { path, text, added })
    }

    /// Whether its name ends so, as in `rs`.
    pub(crate) fn is(&self, ending: &str) -> bool {
        Path::new(&self.path).extension().is_some_and(|it| it.eq_ignore_ascii_case(ending))
    }

    /// The new lines, with their numbers.
    pub(crate) fn added_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let numbered = self.text.lines().enumerate().map(|(i, line)| (i + 1, line));
        numbered.filter(|(number, _)| self.added.contains(number))
    }
}

/// Runs git: what it prints, or the first line of its complaint.
fn git(repo: &Path, arguments: &[&str]) -> Result<Result<String, String>, NoChange> {
    let mut command = Command::new("git");
    command.env("LC_ALL", "C").arg("-C").arg(repo).args(["-c", "core.quotePath=false"]).args(arguments);
    let output = command.output().map_err(NoChange::NoGit)?;
    if output.status.success() {
        return Ok(Ok(String::from_utf8_lossy(&output.stdout).into_owned()));
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    Ok(Err(complaint.lines().next().unwrap_or("it does not say why").to_owned()))
}

/// There is nothing to look at.
#[derive(Debug, Error)]
pub(crate) enum NoChange {
    /// Mostly: it is not installed.
    #[error("git cannot be started ({0}): install it, or put it on the PATH")]
    NoGit(#[source] io::Error),
    /// The folder is in none, or does not exist.
    #[error("{} is no git repository ({says}): name one with --repo", repo.display())]
    NoRepository {
        /// As it was given.
        repo: PathBuf,
        /// What git says.
        says: String,
    },
    /// No such commit.
    #[error("git does not know {range:?} ({says}): name commits that are there, such as HEAD~3 or main..HEAD")]
    UnknownRange {
        /// As it was given.
        range: String,
        /// What git says.
        says: String,
    },
    /// Nothing has changed, or all that has is gone or is no text.
    #[error("there is no text to look at in {name}: name another range, such as HEAD~3..HEAD")]
    Empty {
        /// What was looked at.
        name: String,
    },
    /// Git has printed something else.
    #[error("the output of git diff cannot be read: {0}")]
    Unreadable(#[source] unidiff::Error),
}
