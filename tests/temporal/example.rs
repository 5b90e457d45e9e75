//! The example `distributed`, each command a process of its own, as at several desks.

use std::env::consts::EXE_SUFFIX;
use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use crate::server::Server;
use crate::wait::until;

/// Builds it: this test is of another package, whose examples cargo does not build for it. For that package alone, the SDK would
/// have other features, and be built once more.
fn program() -> PathBuf {
    let build = ["build", "--locked", "--features", "temporal", "--example", "distributed"];
    let output = Command::new(env!("CARGO")).args(build).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    // target/debug/deps/this_test-0123456789abcdef
    let this_test = std::env::current_exe().unwrap();
    let target = this_test.ancestors().nth(3).unwrap();
    target.join("debug/examples").join(format!("distributed{EXE_SUFFIX}"))
}

/// A worker, until this is dropped.
struct Working(Child);

impl Drop for Working {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

#[test]
fn a_folder_is_counted_by_several_processes() {
    let (program, server) = (program(), Server::shared());
    let distributed = |args: &[&str]| {
        let mut command = Command::new(&program);
        command.args(["--server", &server.address()]).args(args).stdin(Stdio::null());
        command
    };
    let works = |on| Working(distributed(&["worker", on]).stdout(Stdio::null()).spawn().unwrap());
    let says = |args: &[&str]| {
        let Output { status, stdout, stderr } = distributed(args).output().unwrap();
        let said = String::from_utf8(stdout).unwrap() + &String::from_utf8(stderr).unwrap();
        (status.success(), said.trim_end().to_owned())
    };
    let status_is = |id: &str, is: &str| {
        until(is, || {
            let (_, said) = says(&["status", id]);
            said.contains(is).then_some(said)
        })
    };

    let folder = tempfile::tempdir().unwrap();
    for n in 0..6 {
        fs::write(folder.path().join(format!("{n}.txt")), "three words here\n".repeat(n)).unwrap();
    }
    let texts = folder.path().to_str().unwrap();
    assert_eq!(says(&["submit", "monday", texts]), (true, "monday is submitted".to_owned()));
    let _plans = works("plans");
    let killed = works("agents");
    assert!(status_is("monday", "asks `approve` of [6]").starts_with("Running: 1 calls known, 0 under way, 0 queued"));
    assert_eq!(says(&["answer", "monday", "yes"]), (true, "monday is answered".to_owned()));
    drop(killed);
    let _agents = [works("agents"), works("agents")];
    assert_eq!(says(&["result", "monday"]), (true, "6 files, 15 lines, 45 words".to_owned()));
    assert_eq!(says(&["status", "monday"]), (true, "Done: 8 calls known, 0 under way, 0 queued".to_owned()));

    says(&["submit", "tuesday", texts]);
    status_is("tuesday", "asks `approve`");
    assert_eq!(says(&["cancel", "tuesday"]), (true, "tuesday is cancelled".to_owned()));
    assert_eq!(says(&["result", "tuesday"]), (false, "error: the run `tuesday` was cancelled".to_owned()));
    assert_eq!(says(&["status", "tuesday"]), (true, "Cancelled: 1 calls known, 0 under way, 0 queued".to_owned()));
}
