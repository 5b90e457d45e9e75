//! Runs the built `audit` example over lock files and registries that the tests make: what it counts and how it ends,
//! with and without a model.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::support::model_server::{Behaviour, ModelServer};
use crate::support::run::{Run, run, without_model};
use crate::support::scratch::scratch;

const HEADING: &str = "unsafe blocks    fns others   lines build macro crate";

/// A home of cargo with unpacked crates, and a lock file that names them.
struct Home(PathBuf);

impl Home {
    fn new(name: &str) -> Self {
        let home = Self(scratch(&format!("audit-{name}")));
        home.write("Cargo.lock", "version = 4\n\n[[package]]\nname = \"own\"\nversion = \"0.1.0\"\n");
        home
    }

    fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }

    /// Adds a crate to the lock file only.
    fn lock(&self, name: &str, version: &str) {
        let source = "registry+https://github.com/rust-lang/crates.io-index";
        let lock = fs::read_to_string(self.0.join("Cargo.lock")).expect("the lock file is there");
        let entry = format!("[[package]]\nname = \"{name}\"\nversion = \"{version}\"\nsource = \"{source}\"\n");
        self.write("Cargo.lock", lock + "\n" + &entry);
    }

    /// Adds a crate with a manifest and some files.
    fn add(&self, name: &str, manifest: &str, files: &[(&str, &str)]) {
        self.lock(name, "1.0.0");
        let folder = format!("registry/src/index/{name}-1.0.0");
        self.write(&format!("{folder}/Cargo.toml"), format!("[package]\nname = \"{name}\"\n{manifest}"));
        for (path, text) in files {
            self.write(&format!("{folder}/{path}"), text);
        }
    }

    fn command(&self) -> Command {
        let mut command = without_model("audit");
        command.env("CARGO_HOME", &self.0).arg("--lock").arg(self.0.join("Cargo.lock"));
        command
    }

    fn audited(&self) -> Run {
        run(&mut self.command())
    }
}

/// All but the last line, which holds times.
fn report(run: &Run) -> Vec<&str> {
    run.assert_succeeds();
    let mut lines: Vec<&str> = run.stdout.lines().collect();
    let last = lines.pop().expect("something is printed");
    assert!(last.starts_with("took ") && last.contains(" times as fast as one after the other"), "{last}");
    assert_eq!(lines.pop(), Some(""));
    lines
}

#[test]
fn unsafe_is_counted_in_code_but_not_in_comments_and_strings() {
    let home = Home::new("unsafe");
    let code = [
        "//! unsafe { in the documentation }",
        "// unsafe fn in_a_comment() {}",
        "/* unsafe impl */",
        "const TEXT: (&str, &str) = (\"unsafe { }\", r#\"unsafe \"fn\" \"#);",
        "fn block() { unsafe { call() } }",
        "macro_rules! in_a_macro { () => { unsafe { call() } } }",
        "pub unsafe fn function() {}",
        "unsafe extern \"C\" fn callback() {}",
        "type Pointer = (unsafe fn(), unsafe extern \"C\" fn());",
        "unsafe impl Send for A {}",
        "unsafe extern \"C\" { fn foreign(); }",
        "#[unsafe(no_mangle)] fn exported() {}",
        "fn r#unsafe() { not_unsafe() }",
    ];
    home.add("counted", "license = \"MIT\"", &[("src/lib.rs", &code.join("\n"))]);
    assert_eq!(
        report(&home.audited()),
        [
            HEADING,
            "     7      2      2      3      13 -     -     counted 1.0.0 (MIT)",
            "",
            "crates: 1, lines: 13, unsafe: 7, build scripts: 0, procedural macros: 0",
        ]
    );
}

#[test]
fn the_crate_with_most_unsafe_comes_first_and_equal_ones_by_name() {
    let home = Home::new("sorted");
    let uses = |n: usize| "fn f() { unsafe {} }\n".repeat(n);
    for (name, n) in [("b", 0), ("one", 1), ("three", 3), ("a", 0)] {
        home.add(name, "license = \"MIT\"", &[("src/lib.rs", &uses(n))]);
    }
    let run = home.audited();
    let names: Vec<&str> = report(&run)[1..5].iter().map(|line| &line[48..]).collect();
    assert_eq!(names, ["three 1.0.0 (MIT)", "one 1.0.0 (MIT)", "a 1.0.0 (MIT)", "b 1.0.0 (MIT)"]);
}

#[test]
fn what_runs_at_build_time_is_named() {
    let home = Home::new("build");
    home.add("by-default", "license = \"MIT\"", &[("build.rs", "fn main() {}\n")]);
    home.add("by-name", "license = \"MIT\"\nbuild = \"make.rs\"", &[("make.rs", "fn main() { unsafe {} }\n")]);
    home.add("macros", "license = \"MIT\"\nbuild = false\n[lib]\nproc-macro = true", &[("build.rs", "")]);
    assert_eq!(
        report(&home.audited()),
        [
            HEADING,
            "     1      1      0      0       1 build -     by-name 1.0.0 (MIT)",
            "     0      0      0      0       1 build -     by-default 1.0.0 (MIT)",
            "     0      0      0      0       0 -     macro macros 1.0.0 (MIT)",
            "",
            "crates: 3, lines: 2, unsafe: 1, build scripts: 2, procedural macros: 1",
        ]
    );
}

#[test]
fn what_dependents_do_not_build_does_not_count() {
    let home = Home::new("not-built");
    let wild = "fn f() { unsafe {} }\n";
    let files = [
        ("tests/a.rs", wild),
        ("benches/b.rs", wild),
        ("examples/c.rs", wild),
        ("src/tests/d.rs", wild),
        ("e.txt", wild),
    ];
    home.add("tested", "license = \"MIT\"", &files);
    assert!(
        report(&home.audited())[1].starts_with("     1      1      0      0       1 "),
        "{}",
        home.audited().stdout
    );
}

#[test]
fn licences_that_are_not_permissive_are_named() {
    let home = Home::new("licences");
    let licences = [
        ("a-choice", "license = \"MPL-2.0 OR MIT\""),
        ("b-slash", "license = \"MIT/Apache-2.0\""),
        ("c-both", "license = \"MIT AND GPL-3.0-only\""),
        ("d-copyleft", "license = \"LGPL-2.1-or-later\""),
        ("e-file", "license-file = \"LICENSE.txt\""),
        ("f-none", ""),
        ("g-unknown", "license = \"Ask me\""),
    ];
    for (name, licence) in licences {
        home.add(name, licence, &[]);
    }
    assert_eq!(
        report(&home.audited())[10..],
        [
            "licence: c-both 1.0.0 is not permissive: MIT AND GPL-3.0-only",
            "licence: d-copyleft 1.0.0 is not permissive: LGPL-2.1-or-later",
            "licence: e-file 1.0.0 is not permissive: LICENSE.txt",
            "licence: f-none 1.0.0 is not permissive: none",
            "licence: g-unknown 1.0.0 is not permissive: Ask me",
        ]
    );
}

#[test]
fn crates_that_cannot_be_looked_at_are_named() {
    let home = Home::new("left-out");
    home.add("here", "license = \"MIT\"", &[("src/lib.rs", "")]);
    home.write("registry/src/index/here-1.0.0/src/latin1.rs", b"// Caf\xe9\nfn f() { unsafe {} }\n");
    home.lock("here", "2.0.0");
    home.lock("gone", "1.0.0");
    home.add("broken", "license = 7", &[]);
    let run = home.audited();
    let report = report(&run);
    assert_eq!(report[1], "     1      1      0      0       2 -     -     here 1.0.0 (MIT)");
    let broken = "left out: broken 1.0.0 cannot be read: its Cargo.toml: invalid type: integer `7`, expected a string";
    assert_eq!(report[4], broken);
    assert_eq!(report.last(), Some(&"left out, not in cargo's cache: 2: here 2.0.0, gone 1.0.0"));
}

#[test]
fn without_anything_to_audit_it_says_why() {
    let home = Home::new("nothing");
    home.audited().assert_fails(1, &["`packages`", "names no crate from elsewhere"]);
    home.lock("gone", "1.0.0");
    home.audited().assert_fails(1, &["no crate is in cargo's cache", "gone 1.0.0", "cargo fetch"]);
    home.write("Cargo.lock", "not a lock file");
    home.audited().assert_fails(1, &["is no Cargo.lock"]);
    fs::remove_file(home.0.join("Cargo.lock")).expect("the file can be removed");
    home.audited().assert_fails(1, &["Cargo.lock cannot be read", "cargo generate-lockfile"]);
}

#[test]
fn a_model_speaks_of_the_riskiest_crates_and_its_failure_loses_no_count() {
    let home = Home::new("model");
    for (name, uses) in [("a", 7), ("b", 6), ("c", 5), ("d", 4), ("e", 3), ("f", 2), ("g", 0)] {
        home.add(name, "license = \"MIT\"", &[("src/lib.rs", &"unsafe impl A for B {}\n".repeat(uses))]);
    }
    let audited = |behaviour| {
        let server = ModelServer::start(behaviour).expect("a loopback port is free");
        let run = run(home.command().env("LLM_BASE_URL", server.base_url()).env("LLM_MODEL", "test-model"));
        (run, server.received())
    };
    let (without, (with, requests)) = (home.audited(), audited(Behaviour::Right));
    let risks = ["a", "b", "c", "d", "e"].map(|name| format!("risk: {name}: It trusts its callers."));
    assert_eq!(report(&with), [report(&without), risks.iter().map(String::as_str).collect()].concat());
    assert_eq!(requests.len(), 5);
    assert!(requests.iter().all(|it| {
        it.body["messages"][1]["content"].as_str().is_some_and(|it| it.contains("src/lib.rs:1: unsafe impl A for B {}"))
    }));
    let (failed, _) = audited(Behaviour::ServerError);
    assert_eq!(report(&failed), report(&without));
    let warnings: Vec<&str> = failed.stderr.lines().collect();
    assert_eq!(warnings.len(), 5, "{}", failed.stderr);
    assert!(
        warnings[0].starts_with("warning: the model says nothing about a: model test-model at "),
        "{}",
        warnings[0]
    );
}
