//! What Rust code uses `unsafe` for.

use std::path::PathBuf;

use super::tokens::{Token, tokens};

/// How many uses are kept word for word.
const QUOTED: usize = 12;

/// The uses of `unsafe` in some files, as the compiler sees them: not in comments, not in strings.
#[derive(Debug, Clone, Default)]
pub(crate) struct UnsafeUses {
    /// `unsafe { .. }`
    pub blocks: usize,
    /// `unsafe fn`, also with an ABI.
    pub functions: usize,
    /// `unsafe impl`, `unsafe trait`, blocks of foreign functions, attributes.
    pub others: usize,
    /// The lines of the first ones, with their places.
    pub quotes: Vec<String>,
}

impl UnsafeUses {
    /// Counts them.
    pub(crate) fn of(files: &[(PathBuf, String)]) -> Self {
        let mut uses = Self::default();
        for (path, text) in files {
            let code: Vec<Token> = tokens(text).collect();
            for at in (0..code.len()).filter(|&at| code[at].text == "unsafe") {
                uses.count(&code[at + 1..]);
                if uses.quotes.len() < QUOTED {
                    let line = text.lines().nth(code[at].line - 1).unwrap_or_default().trim();
                    uses.quotes.push(format!("{}:{}: {line}", path.display(), code[at].line));
                }
            }
        }
        uses
    }

    /// What `unsafe` is written before says what it does.
    fn count(&mut self, next: &[Token]) {
        let next: Vec<&str> = next.iter().take(4).map(|token| token.text).collect();
        match next[..] {
            ["{", ..] => self.blocks += 1,
            // The type of a function: nothing is done here.
            ["fn", "(", ..] | ["extern", "fn", "(", ..] | ["extern", _, "fn", "("] => {}
            ["fn", ..] | ["extern", "fn", ..] | ["extern", _, "fn", ..] => self.functions += 1,
            _ => self.others += 1,
        }
    }

    /// How many there are.
    pub(crate) fn all(&self) -> usize {
        self.blocks + self.functions + self.others
    }
}
