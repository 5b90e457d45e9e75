//! Faults that would be the end of this process, or that take something from it: another one has them.

use std::process::{Command, ExitStatus};

use crate::fault::Outcome;
use crate::place::Place;

/// What the other process does not get.
pub(crate) enum Lack {
    Nothing,
    /// No thread can be started that leaves the size of its stack to the standard library: no computer has so much.
    Threads,
    /// There is no room for so many stacks of a pool's size.
    Memory,
    /// The stacks of all other threads are large, and there is room for a dozen of them.
    Room,
}

/// Where the other process finds what it has to bring about.
const FAULT: &str = "AGENTFLOW_FAULT";

/// Brings this fault about in a process of its own.
pub(crate) fn outcome(fault: &str, place: Place, lack: &Lack) -> Outcome {
    let program = std::env::current_exe().expect("a test has a file");
    // The harness starts no thread then. What is called is `in_this_process`.
    let arguments = ["child::in_this_process", "--exact", "--nocapture", "--test-threads=1"];
    let mut command = Command::new("sh");
    let limit = match lack {
        Lack::Nothing | Lack::Threads => "",
        Lack::Memory => "ulimit -v 400000;",
        Lack::Room => "ulimit -v 9000000;",
    };
    command.args(["-c", &format!("{limit} ulimit -c 0; exec \"$0\" \"$@\"")]).arg(program).args(arguments);
    match lack {
        Lack::Nothing | Lack::Memory => {}
        Lack::Threads => {
            command.env("RUST_MIN_STACK", (1_u64 << 46).to_string());
        }
        Lack::Room => {
            command.env("RUST_MIN_STACK", (1_u64 << 29).to_string()).env("MALLOC_ARENA_MAX", "2");
        }
    }
    let index = Place::ALL.iter().position(|other| *other == place).expect("it is one of them");
    let ended = command.env(FAULT, format!("{fault} {index}")).output().expect("there is a shell");
    let said = String::from_utf8_lossy(&ended.stdout);
    match Outcome::ALL.into_iter().find(|outcome| said.contains(&format!("it ends so: {outcome:?}"))) {
        Some(outcome) => outcome,
        None if is_abort(ended.status) => Outcome::Aborted,
        None => panic!("{}: {said}{}", ended.status, String::from_utf8_lossy(&ended.stderr)),
    }
}

#[cfg(unix)]
fn is_abort(status: ExitStatus) -> bool {
    const SIGABRT: i32 = 6;
    std::os::unix::process::ExitStatusExt::signal(&status) == Some(SIGABRT)
}

/// What the other process runs. Called for itself, there is nothing to bring about.
#[test]
fn in_this_process() {
    let Ok(fault) = std::env::var(FAULT) else { return };
    let (name, index) = fault.rsplit_once(' ').expect("a name and a place");
    let place = Place::ALL[index.parse::<usize>().expect("a number")];
    println!("it ends so: {:?}", crate::system::in_a_child(name)(place));
}
