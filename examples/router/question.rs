//! What is asked for: the form of the question decides.

use std::path::Path;

/// A question, by kind.
#[derive(Clone)]
pub(crate) enum Question {
    /// `E0382`: an error of the compiler
    ErrorCode(String),
    /// `printf(3)`: a page and its section of the manual
    Manual(String, String),
    /// `src/lib.rs`: a file of the folder
    File(String),
    /// Anything else: a text in its files
    Text(String),
}

impl Question {
    /// The kind of a question about a folder.
    pub(crate) fn of(question: &str, folder: &Path) -> Self {
        let is_code = |digits: &str| digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
        if question.strip_prefix('E').is_some_and(is_code) {
            return Self::ErrorCode(question.to_owned());
        }
        match question.strip_suffix(')').and_then(|question| question.split_once('(')) {
            Some((page, section)) if is_word(page) && is_word(section) => {
                Self::Manual(page.to_owned(), section.to_owned())
            }
            _ if folder.join(question).exists() => Self::File(question.to_owned()),
            _ => Self::Text(question.to_owned()),
        }
    }
}

fn is_word(text: &str) -> bool {
    text.starts_with(char::is_alphanumeric) && text.chars().all(|c| c.is_alphanumeric() || "-_.+".contains(c))
}
