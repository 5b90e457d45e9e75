//! Text that a test makes and that is kept in the repository.

use std::fs;
use std::path::Path;

/// Compares a file with what it should be, or writes it. No file is the same as an empty one.
pub(crate) fn check(path: &Path, text: &str) {
    let kept = fs::read_to_string(path).unwrap_or_default();
    if kept == text {
        return;
    }
    let path_shown = path.display();
    assert!(
        std::env::var_os("OVERWRITE").is_some(),
        "{path_shown} has to be made anew, with OVERWRITE=1. It is\n{kept}\nand should be\n{text}"
    );
    if text.is_empty() {
        fs::remove_file(path).expect("the file can be removed");
    } else {
        fs::write(path, text).expect("the file can be written");
    }
}
