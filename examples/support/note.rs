//! Remarks beside the answer.

use std::fmt;
use std::io::{self, Write};

/// Writes a line to stderr, such as `warning: ..`, if anybody reads it.
pub(crate) fn note(kind: &str, text: impl fmt::Display) {
    let _ = writeln!(io::stderr(), "{kind}: {text}");
}
