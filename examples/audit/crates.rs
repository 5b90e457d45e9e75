//! What is looked for in one crate.

use crate::support::registry::{Package, Sources};
use crate::support::tokens::{Token, tokens};

/// How many uses of `unsafe` are kept word for word.
const QUOTED: usize = 12;

/// What one crate may do.
#[derive(Debug, Clone)]
pub(crate) struct Audit {
    pub package: Package,
    pub blocks: usize,
    pub functions: usize,
    /// `unsafe impl`, `unsafe trait`, `unsafe extern` blocks, unsafe attributes.
    pub others: usize,
    pub lines: usize,
    pub build_script: bool,
    pub proc_macro: bool,
    pub licence: Option<String>,
    /// The first lines with `unsafe`.
    pub quotes: Vec<String>,
}

impl Audit {
    /// Counts `unsafe` as the compiler sees it: not in comments, not in strings.
    pub(crate) fn of(package: Package, sources: &Sources) -> Self {
        let mut audit = Self {
            package,
            blocks: 0,
            functions: 0,
            others: 0,
            lines: sources.files.iter().map(|(_, text)| text.lines().count()).sum(),
            build_script: sources.has_build_script(),
            proc_macro: sources.manifest.is_proc_macro(),
            licence: sources.manifest.licence().map(str::to_owned),
            quotes: Vec::new(),
        };
        for (path, text) in &sources.files {
            let code: Vec<Token> = tokens(text).collect();
            for at in (0..code.len()).filter(|&at| code[at].text == "unsafe") {
                audit.count(&code[at + 1..]);
                if audit.quotes.len() < QUOTED {
                    let line = text.lines().nth(code[at].line - 1).unwrap_or_default().trim();
                    audit.quotes.push(format!("{}:{}: {line}", path.display(), code[at].line));
                }
            }
        }
        audit
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

    pub(crate) fn all_unsafe(&self) -> usize {
        self.blocks + self.functions + self.others
    }
}
