//! The table of faults: whatever goes wrong, wherever and whenever, a run ends with the right value or a clear error;
//! nothing hangs, nothing is left, and nothing runs that should not.
//!
//! Each line is a test on every executor, and a line of `docs/faults.md`.

mod child;
mod clocks;
mod crowds;
mod dropped;
mod endings;
mod fault;
#[expect(dead_code, reason = "other tests need more of it")]
#[path = "../support/handshake.rs"]
mod handshake;
#[path = "../support/kept.rs"]
mod kept;
mod page;
mod panics;
mod place;
mod scene;
mod system;
mod wakers;

use fault::Outcome::{self, Aborted, Cancelled, Failed, Gone, Never, NoAgent, Panicked, Refused, Resumed, Value};
use fault::Outcomes;

/// The same everywhere.
const fn everywhere(outcome: Outcome) -> Outcomes {
    [outcome; 6]
}

/// An error that names the agent; its panic, where a run is awaited.
const PANIC: Outcomes = [Panicked, Panicked, Panicked, Resumed, Resumed, Panicked];

/// The same for a value that panics when the run drops it, which no agent does.
const VALUE_PANICS: Outcomes = [NoAgent, NoAgent, NoAgent, Resumed, Resumed, NoAgent];

macro_rules! faults {
    ($($topic:ident { $($fault:literal $test:ident: $outcomes:expr;)+ })+) => {
        const ROWS: &[page::Row] = &[$($(page::Row { fault: $fault, outcomes: $outcomes },)+)+];

        mod on_every_executor {
            $(mod $topic {
                $(#[test]
                fn $test() {
                    use crate::*;
                    fault::on_every_executor($topic::$test, $outcomes);
                })+
            })+
        }
    };
}

faults! {
    panics {
        "an agent panics" an_agent_panics: PANIC;
        "an agent panics before its neighbours in a list start" an_agent_panics_before_its_neighbours_start: PANIC;
        "what makes an agent, or follows it, panics" what_makes_or_follows_an_agent_panics: PANIC;
        "a value panics when its agent drops it" a_value_panics_when_its_agent_drops_it: PANIC;
        "what an agent has captured panics when it is dropped" what_an_agent_has_captured_panics_when_it_is_dropped: VALUE_PANICS;
        "a future panics when it is dropped because it has lost a race" a_future_panics_when_it_has_lost_a_race: VALUE_PANICS;
        "all agents panic, and their payloads panic when they are dropped" a_payload_panics_when_it_is_dropped: PANIC;
        "an agent in a run of its own panics while a panic unwinds" another_run_panics_while_a_panic_unwinds: PANIC;
    }
    endings {
        "an agent fails" an_agent_fails: everywhere(Failed);
        "an agent fails, and its `Result` is used" an_agent_fails_and_nobody_minds: everywhere(Value);
        "an agent stalls, and has a time limit" an_agent_stalls_beyond_its_time: everywhere(Failed);
        "an agent stalls, and has a fallback, too" an_agent_stalls_and_has_a_fallback: everywhere(Value);
        "an agent is cancelled before its start" an_agent_is_cancelled_before_its_start: everywhere(Value);
        "an agent is cancelled while it is queued" an_agent_is_cancelled_while_it_is_queued: everywhere(Value);
        "an agent is cancelled while it computes" an_agent_is_cancelled_while_it_computes: [Never, Value, Value, Value, Value, Never];
        "an agent is cancelled in a blocking call" an_agent_is_cancelled_in_a_blocking_call: [Never, Value, Value, Value, Value, Never];
        "an agent is cancelled while it waits" an_agent_is_cancelled_while_it_waits: everywhere(Value);
        "a hundred agents are cancelled at once" a_hundred_agents_are_cancelled_at_once: everywhere(Failed);
    }
    dropped {
        "a run is dropped at each of its await points" a_run_is_dropped_at_each_await_point: everywhere(Gone);
        "a run is dropped inside of an agent" a_run_is_dropped_inside_of_an_agent: everywhere(Gone);
    }
    crowds {
        "runs are nested three deep" runs_are_nested_three_deep: everywhere(Value);
        "a thousand runs at once" a_thousand_runs_at_once: everywhere(Value);
    }
    system {
        "a second panic while a panic unwinds" a_second_panic_while_a_panic_unwinds: everywhere(Aborted);
        "no thread for a blocking call" no_thread_for_a_blocking_call: [Value, Cancelled, Cancelled, Cancelled, Never, Value];
        "no thread for async agents" no_thread_for_async_agents: [Value, Cancelled, Cancelled, Value, Never, Value];
        "no more threads for calls that wait for calls" no_more_threads_for_calls_in_calls: [Never, Value, Value, Never, Never, Never];
        "no threads for a pool" no_threads_for_a_pool: [Never, Refused, Refused, Never, Never, Never];
        "the pool is dropped under a run" a_pool_is_dropped_under_a_run: [Never, Value, Value, Never, Never, Never];
        "the tokio runtime is shut down under a run" a_tokio_runtime_is_shut_down_under_a_run: [Panicked, Cancelled, Cancelled, Gone, Gone, Never];
    }
    wakers {
        "a waker is called twice" a_waker_is_called_twice: everywhere(Value);
        "a waker is called by another thread" a_waker_is_called_by_another_thread: everywhere(Value);
        "a waker is called after the run" a_waker_is_called_after_the_run: everywhere(Value);
    }
    clocks {
        "the clock jumps by years" the_clock_jumps_by_years: [Never, Never, Never, Value, Never, Value];
    }
}

#[test]
fn the_page_is_the_table() {
    page::check(ROWS);
}
