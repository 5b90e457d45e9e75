//! The Rust code in a file: which of it goes to the users of a crate, and which only tests it.

use super::git::File;
use super::items::last_of_item;
use super::tokens::{Token, tokens};

/// What is written before an item that is only there for tests.
const FOR_TESTS: [&[&str]; 2] = [&["#", "[", "cfg", "(", "test", ")", "]"], &["#", "[", "test", "]"]];

impl File {
    /// Others call it: it is no program, no test and no example.
    pub(crate) fn is_library(&self) -> bool {
        let in_src = self.path.starts_with("src/") || self.path.contains("/src/");
        let is_program = self.path.ends_with("src/main.rs") || self.path.contains("src/bin/");
        self.is("rs") && in_src && !is_program && !self.is_test()
    }

    fn is_test(&self) -> bool {
        self.path.split('/').any(|part| matches!(part, "tests" | "tests.rs" | "test.rs"))
    }

    /// The tokens of Rust; none of any other file.
    pub(crate) fn code(&self) -> Vec<Token<'_>> {
        tokens(if self.is("rs") { &self.text } else { "" }).collect()
    }

    /// The tokens of a library, without those of its tests.
    pub(crate) fn library_code(&self) -> Vec<Token<'_>> {
        let mut code: Vec<Token> = Vec::new();
        let mut all = tokens(if self.is_library() { &self.text } else { "" });
        while let Some(token) = all.next() {
            code.push(token);
            let is_end_of = |attribute: &&&[&str]| {
                attribute.iter().rev().eq(code.iter().rev().map(|it| &it.text).take(attribute.len()))
            };
            if let Some(attribute) = FOR_TESTS.iter().find(is_end_of) {
                code.truncate(code.len() - attribute.len());
                last_of_item(&mut all);
            }
        }
        code
    }

    /// Whether any new line is part of a test.
    pub(crate) fn changes_tests(&self) -> bool {
        let new = |token: &Token| self.added.contains(&token.line);
        let in_all = tokens(&self.text).filter(new).count();
        self.is_test() || self.is_library() && in_all > self.library_code().into_iter().filter(new).count()
    }
}
