//! The graph of each example, as `--graph` prints it: `graphs/NAME.mmd`, which `OVERWRITE=1` writes anew.

use std::path::Path;

use crate::kept::check;
use crate::support::example::workspace;
use crate::support::run::{run, without_model};

/// The graph is there, and nothing else.
fn graph(name: &str, arguments: &[&str]) -> String {
    let run = run(without_model(name).args(arguments).arg("--graph").current_dir(workspace()));
    run.assert_succeeds();
    assert_eq!(run.stderr, "");
    run.stdout
}

#[test]
fn each_example_prints_its_graph() {
    let examples: [(&str, &[&str]); 8] = [
        ("quickstart", &[]),
        ("fib", &[]),
        ("research", &["--corpus", "tests/fixtures/docs", "why is Rc not Send?"]),
        ("review", &[]),
        ("audit", &[]),
        ("tools", &[]),
        ("fix", &["tests/fixtures/broken"]),
        ("router", &["E0382"]),
    ];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/graphs");
    for (name, arguments) in examples {
        check(&folder.join(format!("{name}.mmd")), &graph(name, arguments));
    }
}

#[test]
fn the_readme_shows_that_of_research() {
    let readme = include_str!("../../README.md");
    assert!(readme.contains(&format!("```mermaid\n{}```\n", include_str!("graphs/research.mmd"))));
}
