//! Finds the examples that cargo has built, to run them as a user would.

use std::env::{self, consts::EXE_SUFFIX};
use std::path::Path;
use std::process::Command;

/// A command for an example of this workspace.
///
/// # Panics
///
/// If it is not built: `cargo test` builds all examples first, but `cargo test --test NAME` builds none.
pub(crate) fn example(name: &str) -> Command {
    let this_test = env::current_exe().expect("a running test has a path");
    // target/debug/deps/this_test-0123456789abcdef
    let profile = this_test.ancestors().nth(2).expect("tests are built in target/PROFILE/deps");
    let path = profile.join("examples").join(format!("{name}{EXE_SUFFIX}"));
    assert!(
        path.is_file(),
        "{} is not there: run `cargo build --example {name}` (with --release for a release test), \
         or plain `cargo test`, which builds the examples first",
        path.display()
    );
    Command::new(path)
}

/// Where a user stands who runs an example.
pub(crate) fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the examples are in a folder of the workspace")
}
