//! Waiting for what has to come, with an end.

use std::thread;
use std::time::{Duration, Instant};

use agentflow::executor::{Run, Status};
use agentflow::named::Plan;

/// What `f` gives, as soon as it gives something.
#[track_caller]
pub(crate) fn until<T>(what: &str, mut f: impl FnMut() -> Option<T>) -> T {
    let since = Instant::now();
    loop {
        if let Some(value) = f() {
            return value;
        }
        assert!(since.elapsed() < Duration::from_mins(1), "{what} did not come");
        thread::sleep(Duration::from_millis(50));
    }
}

/// The status of a run, once it is as it is waited for.
#[track_caller]
pub(crate) fn status_when<N: Plan>(run: &Run<N>, is: impl Fn(&Status) -> bool) -> Status {
    let mut last = None;
    until("the status", || {
        let status = run.status().unwrap();
        if is(&status) {
            return Some(status);
        }
        if last.as_ref() != Some(&status) {
            println!("{status:?}");
        }
        last = Some(status);
        None
    })
}
