//! Counts of instructions, which no other program on the machine disturbs: this program runs itself again under valgrind.

use std::env;
use std::process::Command;

/// The argument with which this program runs one piece of work once and nothing else.
pub(crate) const ONCE: &str = "--once";

/// How many more instructions `what` takes at the second size than at the first: what starts and ends is left out.
///
/// # Errors
/// If valgrind is not installed, or does not say.
pub(crate) fn difference(what: &str, sizes: [u32; 2]) -> Result<f64, String> {
    let [small, large] = sizes.map(|size| count(what, size));
    Ok(large? - small?)
}

fn count(what: &str, size: u32) -> Result<f64, String> {
    let program = env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args([ONCE, what, &size.to_string()])
        .output()
        .map_err(|error| format!("valgrind does not run: {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let collected = said.lines().find_map(|line| line.split_once("Collected : "));
    let collected = collected.and_then(|(_, count)| count.trim().parse().ok());
    collected.ok_or_else(|| format!("callgrind counts nothing: {said}"))
}
