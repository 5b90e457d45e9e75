//! Runs the built `review` example over repositories that the tests make: what it finds and how it ends, with and
//! without a model.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::model_server::{Behaviour, ModelServer};
use crate::support::run::{Run, run, without_model};
use crate::support::scratch::scratch;

/// A repository of a test. The repository around it, which is this one, is out of sight.
struct Repository(PathBuf);

impl Repository {
    fn new(name: &str) -> Self {
        let repository = Self(scratch(&format!("review-{name}")));
        repository.git(&["init", "--quiet"]);
        repository
    }

    fn git(&self, arguments: &[&str]) {
        let mut git = Command::new("git");
        git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null").current_dir(&self.0);
        let output = git.args(["-c", "user.name=A", "-c", "user.email=a@example.org"]).args(arguments).output();
        let output = output.expect("git can be started");
        assert!(output.status.success(), "{output:?}");
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }

    fn commit(&self) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", "a change"]);
    }

    fn reviewed(&self, arguments: &[&str]) -> Run {
        run(review(&self.0).args(arguments))
    }
}

fn review(repo: &Path) -> Command {
    let mut command = without_model("review");
    command.env("GIT_CEILING_DIRECTORIES", env!("CARGO_TARGET_TMPDIR")).arg("--repo").arg(repo);
    command
}

/// The lines between the title and the counts.
fn findings(run: &Run) -> Vec<&str> {
    run.assert_succeeds();
    let lines = run.stdout.lines().skip(2);
    lines.take_while(|line| !line.is_empty() && !line.starts_with("errors: ")).collect()
}

/// A repository with one commit of a library, and the given change of it that is not committed.
fn changed(name: &str, path: &str, text: &str) -> Repository {
    let repository = Repository::new(name);
    repository.write("src/lib.rs", "//! A library.\n");
    repository.write("tests/all.rs", "//! Its tests.\n");
    repository.commit();
    repository.write("tests/all.rs", "//! Its tests, changed.\n");
    repository.write(path, text);
    repository.git(&["add", "--all"]);
    repository
}

#[test]
fn what_is_left_behind_is_found_but_not_in_comments_and_strings() {
    let lines = [
        "/// `dbg!(1)` is nothing here.",
        "pub fn f() -> &'static str {",
        "    // let old = 1;",
        "    dbg!(1);",
        "    println!(\"todo!()\");",
        "    todo!()",
        "}",
        "<<<<<<< ours",
    ];
    assert_eq!(
        findings(&changed("leftovers", "src/lib.rs", &lines.join("\n")).reviewed(&[])),
        [
            "src/lib.rs:4: error: `dbg!` is for debugging: take it out",
            "src/lib.rs:8: error: a merge conflict is not resolved",
            "src/lib.rs:5: warning: a library should not print: give the text back, or log it",
            "src/lib.rs:6: warning: `todo!` is work that is left",
            "src/lib.rs:3: note: this comment looks like code: take it out",
        ]
    );
}

#[test]
fn what_looks_like_a_secret_is_found_and_not_repeated() {
    let (key, word) = (format!("AKIA{}", "A7".repeat(8)), "x".repeat(12));
    let lines = [
        format!("key = {key}"),
        format!("let password: &str = \"{word}\";"),
        "password = \"${PASSWORD}\"".to_owned(),
        format!("-----BEGIN {}PRIVATE KEY-----", "RSA "),
        "skip = sk-short".to_owned(),
    ];
    let run = changed("secrets", "settings.txt", &lines.join("\n")).reviewed(&[]);
    assert_eq!(
        findings(&run),
        [
            "settings.txt:1: error: this looks like a key: take it out, and revoke it",
            "settings.txt:4: error: this is a private key: take it out, and replace it",
            "settings.txt:2: warning: this looks like a secret: take it from the environment",
        ]
    );
    assert!(!run.stdout.contains(&key) && !run.stdout.contains(&word), "{}", run.stdout);
}

#[test]
fn panics_are_found_in_a_library_but_not_in_its_tests() {
    let lines = [
        "fn f(n: &[u8]) -> u8 {",
        "    let [a, b] = [n[0], *n.get(1).unwrap()];",
        "    // n.first().expect(\"a comment\")",
        "    a + n.iter().max().expect(\"one\") + vec![b][0]",
        "}",
        "#[cfg(test)]",
        "mod tests {",
        "    #[test]",
        "    fn g() { assert_eq!(super::f(&[1, 2]), [4][0].checked_add(0).unwrap()) }",
        "}",
        "fn h() { panic!(\"no {}\", \"unwrap()\") }",
    ];
    let text = lines.join("\n");
    let expected = [
        "src/lib.rs:2: warning: `unwrap` panics: give the error back",
        "src/lib.rs:4: warning: `expect` panics: give the error back",
        "src/lib.rs:11: warning: a library should give an error back, not panic",
        "src/lib.rs:2: note: an index panics beyond the end: is it checked?",
        "src/lib.rs:4: note: an index panics beyond the end: is it checked?",
    ];
    assert_eq!(findings(&changed("panics", "src/lib.rs", &text).reviewed(&[])), expected);
    for path in ["src/main.rs", "src/bin/tool.rs", "tests/more.rs", "examples/one.rs"] {
        assert_eq!(findings(&changed("no-library", path, &text).reviewed(&[])), [""; 0], "{path}");
    }
}

#[test]
fn what_is_public_must_be_documented() {
    let lines = [
        "/// Documented.",
        "#[derive(Debug)]",
        "pub struct Good(pub u8);",
        "#[derive(Debug)]",
        "pub struct Bare;",
        "/** Documented. */",
        "pub async fn good() {}",
        "pub fn bare() {}",
        "pub(crate) fn own() {}",
        "pub use std::fmt;",
    ];
    assert_eq!(
        findings(&changed("docs", "src/lib.rs", &lines.join("\n")).reviewed(&[])),
        [
            "src/lib.rs:5: note: public, but not documented: `struct Bare`",
            "src/lib.rs:8: note: public, but not documented: `fn bare`",
        ]
    );
}

#[test]
fn long_functions_and_files_are_found() {
    let function = |name: &str, lines: usize| format!("fn {name}() {{\n{}}}\n", "    f();\n".repeat(lines - 2));
    let text = function("short", 60) + &function("long", 61) + &"// A line.\n".repeat(280);
    assert_eq!(
        findings(&changed("size", "src/main.rs", &text).reviewed(&[])),
        [
            "src/main.rs:1: note: the file has 401 lines: split it",
            "src/main.rs:61: note: `long` has 61 lines: split it",
        ]
    );
}

#[test]
fn white_space_is_found_but_for_the_line_breaks_of_markdown() {
    let text = "right\nwrong \n  \twrong\n\tright\n";
    assert_eq!(
        findings(&changed("white-space", "notes.txt", text).reviewed(&[])),
        ["notes.txt:2: note: there is white space at the end", "notes.txt:3: note: there are spaces before a tab"]
    );
    assert_eq!(findings(&changed("markdown", "notes.md", text).reviewed(&[])), [""; 0]);
}

#[test]
fn code_without_a_test_is_found_once() {
    let repository = Repository::new("tests");
    repository.write("src/a.rs", "fn a() {}\n");
    repository.write("src/b.rs", "// Nothing.\nfn b() {}\n");
    repository.commit();
    let missing = ["src/a.rs:1: warning: the code of a library changes, but no test does"];
    assert_eq!(findings(&repository.reviewed(&[])), missing);
    repository.write("src/b.rs", "#[test]\nfn b() {}\n");
    repository.write("src/a.rs", "fn a() {}\nfn c() {}\n");
    assert_eq!(findings(&repository.reviewed(&[])), [""; 0]);
}

#[test]
fn only_new_lines_count_and_the_range_says_which() {
    let repository = Repository::new("range");
    repository.write("src/main.rs", "fn main() {\n    dbg!(1);\n}\n");
    repository.commit();
    repository.write("src/main.rs", "fn main() {\n    dbg!(1);\n    dbg!(2);\n}\n");
    repository.commit();
    repository.write("src/main.rs", "fn main() {\n    dbg!(1);\n    dbg!(2);\n    dbg!(3);\n}\n");
    let at = |line: usize| format!("src/main.rs:{line}: error: `dbg!` is for debugging: take it out");
    let uncommitted = repository.reviewed(&[]);
    assert_eq!(findings(&uncommitted), [at(4)]);
    assert!(uncommitted.stdout.starts_with("reviewed the uncommitted change: new lines: 1, files: 1\n"));
    repository.commit();
    let last = repository.reviewed(&[]);
    assert_eq!(findings(&last), [at(4)]);
    assert!(last.stdout.starts_with("reviewed the last commit: new lines: 1, files: 1\n"), "{}", last.stdout);
    assert_eq!(findings(&repository.reviewed(&["HEAD~2..HEAD"])), [at(3), at(4)]);
    repository.git(&["mv", "src/main.rs", "src/moved.rs"]);
    repository.write("src/moved.rs", "fn main() {\n    dbg!(1);\n    dbg!(2);\n    dbg!(3);\n    dbg!(5);\n}\n");
    let moved = repository.reviewed(&[]);
    assert!(findings(&moved)[0].starts_with("src/moved.rs:5: error: "), "{}", moved.stdout);
}

#[test]
fn the_summary_counts_the_findings_and_the_agents() {
    let run = changed("summary", "notes.txt", "a \nb \n").reviewed(&[]);
    let lines: Vec<&str> = run.stdout.lines().collect();
    let [.., summary, "", last] = lines[..] else { panic!("{}", run.stdout) };
    assert_eq!(summary, "errors: 0, warnings: 0, notes: 2");
    assert!(last.starts_with("took ") && last.contains(" times as fast as one after the other"), "{last}");
}

#[test]
fn a_file_that_git_does_not_know_is_named_in_a_warning() {
    let repository = changed("untracked", "notes.txt", "right\n");
    repository.write("new.txt", "wrong \n");
    let run = repository.reviewed(&[]);
    assert_eq!(findings(&run), [""; 0]);
    assert_eq!(run.stderr, "warning: new.txt is left out: `git add` it to have it reviewed\n");
}

#[test]
fn a_repository_and_a_range_must_be_there() {
    let outside = scratch("review-outside");
    run(&mut review(&outside)).assert_fails(1, &["`change`", "is no git repository", "--repo"]);
    run(&mut review(&outside.join("nowhere"))).assert_fails(1, &["nowhere", "is no git repository"]);
    let repository = Repository::new("errors");
    repository.reviewed(&[]).assert_fails(1, &["git does not know \"HEAD\""]);
    repository.write("one.txt", "right\n");
    repository.commit();
    repository.reviewed(&["nobody..HEAD"]).assert_fails(1, &["git does not know \"nobody..HEAD\"", "HEAD~3"]);
    repository.reviewed(&["--", "--stat"]).assert_fails(1, &["git does not know \"--stat\""]);
    repository.reviewed(&["HEAD..HEAD"]).assert_fails(1, &["no text to look at in HEAD..HEAD"]);
    fs::remove_file(repository.0.join("one.txt")).expect("the file can be removed");
    repository.reviewed(&[]).assert_fails(1, &["no text to look at in the uncommitted change"]);
}

#[test]
fn without_git_it_says_so() {
    let folder = scratch("review-no-git");
    run(review(&folder).env("PATH", &folder)).assert_fails(1, &["git cannot be started", "install it"]);
}

#[test]
fn a_model_adds_its_findings_and_its_failure_loses_none() {
    let repository = changed("model", "notes.txt", "wrong \nright\n");
    let reviewed = |behaviour| {
        let server = ModelServer::start(behaviour).expect("a loopback port is free");
        let run = run(review(&repository.0).env("LLM_BASE_URL", server.base_url()).env("LLM_MODEL", "test-model"));
        (run, server.received().len())
    };
    let by_rules = "notes.txt:1: note: there is white space at the end";
    let (run, requests) = reviewed(Behaviour::Right);
    let by_model = ["notes.txt:2: warning: The sum may overflow.", "tests/all.rs:2: warning: The sum may overflow."];
    assert_eq!((findings(&run), requests), (vec![by_model[0], by_model[1], by_rules], 2));
    for behaviour in [Behaviour::ServerError, Behaviour::Prose] {
        let (run, requests) = reviewed(behaviour);
        assert_eq!((findings(&run), requests), (vec![by_rules], 2));
        let warnings: Vec<&str> = run.stderr.lines().collect();
        assert_eq!(warnings.len(), 2, "{}", run.stderr);
        assert!(
            warnings[0].starts_with("warning: the model does not review notes.txt: model test-model at "),
            "{}",
            run.stderr
        );
    }
    let half_set = review(&repository.0).env("LLM_MODEL", "test-model").output().expect("the example can be started");
    assert_eq!(half_set.status.code(), Some(2));
}
