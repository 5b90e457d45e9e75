//! A document becomes sections: the pieces between headings that have an address of their own.
//!
//! A section is the unit of everything after: it is indexed, ranked, judged and cited. Its text is
//! plain: one paragraph a line, code between lines of three backticks, so that whoever reads it can
//! tell prose from code.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use thiserror::Error;

use crate::{html, markdown};

/// The line that opens and closes a block of code in [`Section::text`].
pub(crate) const FENCE: &str = "```";

/// Where a plain text file, which has no headings, is cut: after the paragraph that passes this size.
const PLAIN_SECTION_BYTES: usize = 1500;

/// A titled piece of one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Section {
    /// The page's title, and after `›` the heading's where the two differ.
    pub title: String,
    /// One paragraph a line; code stands between [`FENCE`] lines.
    pub text: String,
    /// The document, relative to the corpus.
    pub file: Arc<str>,
    /// The fragment that leads to the section, without `#`; `L12` is a line of a plain text file.
    pub anchor: Option<String>,
}

impl Section {
    /// `file#anchor`, the address to cite.
    pub(crate) fn address(&self) -> String {
        match &self.anchor {
            Some(anchor) => format!("{}#{anchor}", self.file),
            None => self.file.to_string(),
        }
    }

    /// The paragraphs outside code, in order.
    pub(crate) fn prose(&self) -> impl Iterator<Item = &str> {
        let mut in_code = false;
        self.text.lines().filter(move |line| {
            let fence = *line == FENCE;
            in_code ^= fence;
            !fence && !in_code
        })
    }
}

/// A document that could not be read. It is left out with a warning: one bad file must not cost the
/// reader the other thousand.
#[derive(Debug, Error)]
#[error("{} is left out: {}", path.display(), reason(source))]
pub(crate) struct Unreadable {
    /// The document.
    pub path: PathBuf,
    source: io::Error,
}

impl Unreadable {
    /// A document, or a folder of them, and why it could not be read.
    pub(crate) fn new(path: impl Into<PathBuf>, source: io::Error) -> Self {
        let path = path.into();
        Self { path, source }
    }
}

fn reason(source: &io::Error) -> String {
    match source.kind() {
        io::ErrorKind::InvalidData => "it is not UTF-8 text".to_owned(),
        _ => source.to_string(),
    }
}

/// How a document is written, told by the ending of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// `.html`, `.htm`
    Html,
    /// `.md`, `.markdown`
    Markdown,
    /// `.txt`
    Plain,
}

impl Format {
    /// `None` for a file that is no document.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?;
        let is = |names: &[&str]| names.iter().any(|name| ending.eq_ignore_ascii_case(name));
        if is(&["html", "htm"]) {
            Some(Self::Html)
        } else if is(&["md", "markdown"]) {
            Some(Self::Markdown)
        } else {
            is(&["txt"]).then_some(Self::Plain)
        }
    }
}

/// Reads one document and splits it at its headings. `file` is the name to cite it by.
///
/// An empty document, and a page that only forwards to another one, has no sections.
pub(crate) fn read_sections(path: &Path, file: &str) -> Result<Vec<Section>, Unreadable> {
    let text = fs::read_to_string(path).map_err(|error| Unreadable::new(path, error))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    Ok(match Format::of(path).unwrap_or(Format::Plain) {
        Format::Html => html::sections(text, file),
        Format::Markdown => markdown::sections(text, file),
        Format::Plain => plain_sections(text, file),
    })
}

/// Cuts a text without headings at blank lines, into pieces large enough to be worth ranking.
fn plain_sections(text: &str, file: &str) -> Vec<Section> {
    let mut writer = SectionWriter::new(file, file);
    let mut bytes = 0;
    for (number, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            writer.end_paragraph();
        } else if writer.is_at_paragraph_start() && (bytes == 0 || bytes > PLAIN_SECTION_BYTES) {
            writer.start_section(file, Some(&format!("L{}", number + 1)));
            bytes = 0;
        }
        writer.text(line);
        writer.text(" ");
        bytes += line.len();
    }
    writer.finish()
}

/// Collects the text between two headings; what the readers of all formats write to.
pub(crate) struct SectionWriter {
    file: Arc<str>,
    page_title: String,
    title: String,
    anchor: Option<String>,
    text: String,
    /// White space was seen since the last word: it becomes one space if another word follows.
    space_due: bool,
    done: Vec<Section>,
}

impl SectionWriter {
    /// Text before the first heading goes to a section that bears the title of the page.
    pub(crate) fn new(file: &str, page_title: &str) -> Self {
        Self {
            file: file.into(),
            page_title: page_title.to_owned(),
            title: page_title.to_owned(),
            anchor: None,
            text: String::new(),
            space_due: false,
            done: Vec::new(),
        }
    }

    /// Ends the section that is being written and begins the one under the page's own heading.
    pub(crate) fn start_page(&mut self, heading: &str, anchor: Option<&str>) {
        let heading = if self.page_title.is_empty() { heading } else { &self.page_title.clone() };
        self.start_section(heading, anchor);
    }

    /// Ends the section that is being written and begins the one under this heading.
    pub(crate) fn start_section(&mut self, heading: &str, anchor: Option<&str>) {
        self.end_section();
        if self.page_title.is_empty() {
            heading.clone_into(&mut self.page_title);
        }
        self.title = if heading.is_empty() || heading == self.page_title {
            self.page_title.clone()
        } else {
            format!("{} › {heading}", self.page_title)
        };
        self.anchor = anchor.map(str::to_owned);
    }

    /// Adds running text; each run of white space counts as one space.
    pub(crate) fn text(&mut self, text: &str) {
        for (i, word) in text.split(char::is_whitespace).enumerate() {
            self.space_due |= i > 0;
            if word.is_empty() {
                continue;
            }
            if self.space_due && !self.is_at_paragraph_start() {
                self.text.push(' ');
            }
            self.space_due = false;
            self.text.push_str(word);
        }
    }

    /// Adds code inside running text, in backticks; two of them if it holds one itself.
    pub(crate) fn inline_code(&mut self, code: &str) {
        let mark = if code.contains('`') { "``" } else { "`" };
        self.text(&format!("{mark}{code}{mark}"));
    }

    /// What follows is a new paragraph.
    pub(crate) fn end_paragraph(&mut self) {
        if !self.is_at_paragraph_start() {
            self.text.push('\n');
        }
        self.space_due = false;
    }

    /// Adds a block of code, kept as it is.
    pub(crate) fn code(&mut self, code: &str) {
        let code = code.trim_matches('\n').trim_end();
        if code.is_empty() {
            return;
        }
        self.end_paragraph();
        self.line(FENCE);
        for line in code.lines() {
            // A fence inside the code, as in documentation about Markdown, must not close it.
            self.line(if line == FENCE { " ```" } else { line });
        }
        self.line(FENCE);
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// All sections that hold any text.
    pub(crate) fn finish(mut self) -> Vec<Section> {
        self.end_section();
        self.done
    }

    fn is_at_paragraph_start(&self) -> bool {
        self.text.is_empty() || self.text.ends_with('\n')
    }

    fn end_section(&mut self) {
        self.end_paragraph();
        let text = std::mem::take(&mut self.text);
        if !text.is_empty() {
            self.done.push(Section {
                title: self.title.clone(),
                text,
                file: Arc::clone(&self.file),
                anchor: self.anchor.take(),
            });
        }
    }
}
