//! What is made from `ui-tests/`: the guide's page on mistakes, and the list of corrected programs that `tests/fixed` runs.
//!
//! `OVERWRITE=1 cargo test --test mistakes_page` writes both anew.

mod by_hand;
mod case;
mod page;

#[path = "../support/kept.rs"]
mod kept;
#[path = "../support/rule.rs"]
mod rule;

use std::fmt::Write as _;
use std::path::Path;

use case::Case;

#[test]
fn the_page_is_what_the_cases_say() {
    kept::check(Path::new("docs/mistakes.md"), &page::page(&case::all()));
}

#[test]
fn no_corrected_program_is_left_out() {
    let mut list = String::from("//! Made by `tests/mistakes_page`.\n\nfixed! {\n");
    for Case { topic, name, .. } in case::all() {
        let _ = writeln!(list, "    \"{topic}/{name}\" {name}");
    }
    kept::check(Path::new("tests/fixed/list.rs"), &(list + "}\n"));
}
