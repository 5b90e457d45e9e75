//! What must not be done twice, and was cut short: nobody knows whether it is done, until somebody says it.

use std::sync::atomic::{AtomicUsize, Ordering};

use agentflow::executor::{Inline, Journal};
use agentflow::{AgentError, AgentTask, agent, workflow};

use crate::agents::journal;

/// What it comes to is another thing each time, so that a test can choose: but a test has its own.
macro_rules! effect {
    ($name:ident, $value:expr) => {
        static RUNS: AtomicUsize = AtomicUsize::new(0);

        #[agent(effect)]
        fn $name(cents: u64) -> Result<u64, String> {
            let earlier = RUNS.fetch_add(1, Ordering::Relaxed);
            let value: fn(usize, u64) -> Result<u64, String> = $value;
            value(earlier, cents)
        }

        fn plan() -> AgentTask<Result<u64, AgentError>> {
            workflow! { paid = $name(120)?; => paid }
        }

        fn run(journal: &Journal) -> String {
            match plan().try_run_on(&journal.wrap("one", Inline)) {
                Ok(Ok(value)) => value.to_string(),
                Ok(Err(failure)) => failure.to_string(),
                Err(error) => error.to_string(),
            }
        }
    };
}

/// It breaks off the first time.
fn breaks_off(earlier: usize, cents: u64) -> Result<u64, String> {
    assert!(earlier > 0, "no connection");
    if cents > 0 { Ok(cents) } else { Err("nothing to pay".into()) }
}

#[test]
fn what_broke_off_is_not_done_again_until_somebody_says_that_it_was_not_done() {
    effect!(charge_card, breaks_off);
    let (journal, _folder) = journal();
    assert!(run(&journal).contains("no connection"));
    let begun = journal.begun("one").unwrap();
    let id = begun[0].id;
    for _ in 0..2 {
        let error = run(&journal);
        let said = format!(
            "agent `charge_card` gave no value: it is an effect that began at `paid` with [120] and was cut short, so it may \
             be done or not: look, and then say it. If it was not done, `journal.forget_call(\"one\", call)` has it run \
             again; if it was, `journal.settle(\"one\", call, value)` tells what it gave. The call is {id}"
        );
        assert_eq!(error, said);
    }
    assert_eq!(RUNS.load(Ordering::Relaxed), 1);
    assert_eq!((begun.len(), &*begun[0].agent, &*begun[0].place), (1, "charge_card", "paid"));
    assert_eq!(journal.runs().unwrap()[0].begun, 1);

    assert!(journal.forget_call("one", id).unwrap() && !journal.forget_call("one", id).unwrap());
    for _ in 0..2 {
        assert_eq!((&*run(&journal), RUNS.load(Ordering::Relaxed)), ("120", 2));
    }
    assert!(journal.begun("one").unwrap().is_empty());
}

#[test]
fn what_was_done_has_the_value_that_somebody_says() {
    effect!(charge_card, breaks_off);
    let (journal, _folder) = journal();
    run(&journal);
    let id = journal.begun("one").unwrap()[0].id;
    // What can't be read is told of, and can be said anew.
    assert!(journal.settle("one", id, "120 cents").unwrap());
    assert!(run(&journal).starts_with("agent `charge_card` gave no value: expected"));
    assert!(journal.settle("one", id, r#"{"Ok":120}"#).unwrap());
    assert_eq!((&*run(&journal), RUNS.load(Ordering::Relaxed)), ("120", 1));
    assert!(journal.begun("one").unwrap().is_empty());
    assert_eq!(journal.calls("one").unwrap()[0].agent, "charge_card");

    assert!(journal.delete("one").unwrap());
    assert!(!journal.settle("one", id, r#"{"Ok":120}"#).unwrap(), "nothing began that is known");
    assert_eq!((&*run(&journal), RUNS.load(Ordering::Relaxed)), ("120", 2));
}

#[test]
fn an_effect_that_failed_may_be_done_so_its_failure_stays() {
    effect!(charge_card, |earlier, cents| if earlier > 0 { Ok(cents) } else { Err("timed out".into()) });
    let (journal, _folder) = journal();
    assert!(run(&journal).contains("timed out"));
    assert_eq!(journal.forget_failures("one").unwrap(), 0);
    assert!(run(&journal).contains("timed out"));
    assert_eq!(RUNS.load(Ordering::Relaxed), 1);
    assert!(journal.forget_call("one", journal.calls("one").unwrap()[0].id).unwrap());
    assert_eq!((&*run(&journal), RUNS.load(Ordering::Relaxed)), ("120", 2));
}
