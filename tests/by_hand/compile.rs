//! All programs as one package, which cargo checks in one go.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::{FOLDER, normal};

/// The programs, as in `an_outer_variable_must_be_send/tokio`.
pub(crate) fn programs() -> Vec<String> {
    let folders = fs::read_dir(FOLDER).expect("this folder is there").flatten();
    let files = folders.flat_map(|folder| fs::read_dir(folder.path()).into_iter().flatten().flatten());
    let mut programs: Vec<String> = files
        .map(|file| file.path().with_extension(""))
        .map(|path| path.strip_prefix(FOLDER).expect("it was found there").to_str().expect("a name is text").to_owned())
        .collect();
    programs.sort();
    programs.dedup(); // a program and its message
    programs
}

/// What rustc says to each program. A program that compiles has an empty message.
pub(crate) fn messages(programs: &[String]) -> BTreeMap<String, String> {
    let package = write_package(programs);
    let output = Command::new(env!("CARGO"))
        .args(["check", "--offline", "--quiet", "--keep-going", "--message-format=json", "--target-dir"])
        .arg(package.join("target"))
        .current_dir(package)
        .output()
        .expect("cargo can be started");
    let stdout = String::from_utf8(output.stdout).expect("cargo writes text");
    let mut messages: BTreeMap<String, String> = programs.iter().map(|name| (name.clone(), String::new())).collect();
    for line in stdout.lines() {
        let line: Value = serde_json::from_str(line).expect("cargo writes JSON");
        if let Some((name, error)) = error(&line) {
            let message = messages.get_mut(&name).expect("only programs have errors");
            *message += &normal::normal(error);
        }
    }
    let compiled = stdout.lines().last().is_some_and(|line| line.contains("build-finished"));
    assert!(compiled, "{}", String::from_utf8_lossy(&output.stderr));
    messages
}

/// The name of a program, and what rustc says is wrong with it. (What has no place only counts the errors.)
fn error(line: &Value) -> Option<(String, &str)> {
    let message = &line["message"];
    let is_error = message["level"] == "error" && message["spans"].as_array().is_some_and(|spans| !spans.is_empty());
    let name = line["target"]["name"].as_str()?.replace("--", "/");
    is_error.then_some((name, message["rendered"].as_str()?))
}

/// The programs are copied, as rustc shortens messages with long paths: those in the package are relative to it.
fn write_package(programs: &[String]) -> PathBuf {
    let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join("by_hand");
    let mut manifest = String::from(
        "[package]\nname = \"by_hand\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [dependencies]\nrayon = \"1\"\ntokio = { version = \"1\", features = [\"full\"] }\n",
    );
    for name in programs {
        let path = Path::new(FOLDER).join(name).with_extension("rs");
        let _ = write!(manifest, "\n[[bin]]\nname = '{}'\npath = '{}'\n", name.replace('/', "--"), path.display());
        copy(&path, &package.join(&path));
    }
    fs::write(package.join("Cargo.toml"), manifest).expect("the manifest can be written");
    // The versions are then those that are there.
    copy(Path::new("Cargo.lock"), &package.join("Cargo.lock"));
    package
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to.parent().expect("a file is in a folder")).expect("a folder can be made");
    fs::copy(from, to).expect("a file can be copied");
}
