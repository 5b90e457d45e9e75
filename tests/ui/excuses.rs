//! What is below the bar, and why it can't be helped.

use super::bar::Fault::{self, Count, Inner, Long, Place};

/// A fault of a case, and its reason.
pub const EXCUSES: &[(&str, Fault, &str)] = &[];

/// Cases that are meant to show several errors: how many, for as many mistakes or as many places to point at.
pub const SEVERAL: &[(&str, usize)] = &[];
