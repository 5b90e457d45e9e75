//! Which licences ask for nothing but their own text.

use spdx::{Expression, ParseMode};

const PERMISSIVE: [&str; 14] = [
    "0BSD",
    "Apache-2.0",
    "BSD-1-Clause",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Whether one may choose permissive terms; no, if they are in words of their own.
pub(crate) fn is_permissive(licence: &str) -> bool {
    let permits = |expression: Expression| {
        expression.evaluate(|asked| asked.license.id().is_some_and(|id| PERMISSIVE.contains(&id.name)))
    };
    Expression::parse_mode(licence, ParseMode::LAX).is_ok_and(permits)
}
