//! Loops: turns one after the other, without end of stack or memory, and with an end of turns that says so.

use std::cell::Cell;
use std::future::pending;
use std::ops::ControlFlow::{self, Break, Continue};
use std::time::Duration;

use agentflow::error::OutOfTurns;
use agentflow::executor::{Executor, Inline};
use agentflow::{AgentTask, async_task, blocking_task, completed_task, lazy_task, loop_task, race};

use crate::executors::{results, value};
use crate::handshake::{Events, pool};

type Flow = ControlFlow<u32, u32>;

/// A turn of each kind: it counts down, and breaks at 0.
fn turns() -> [fn(u32) -> AgentTask<Flow>; 4] {
    fn next(n: u32) -> Flow {
        if n == 0 { Break(7) } else { Continue(n - 1) }
    }
    [
        |n| completed_task(next(n)),
        |n| lazy_task(move || next(n)),
        |n| blocking_task(move || next(n)),
        |n| {
            async_task(move || async move {
                tokio::task::yield_now().await;
                next(n)
            })
        },
    ]
}

/// What can be compared.
fn outcome<S: Send + 'static>(plan: AgentTask<Result<u32, OutOfTurns<S>>>) -> AgentTask<Result<u32, (usize, S)>> {
    plan.map(|result| result.map_err(|out| (out.turns(), out.into_state())))
}

#[test]
fn a_turn_that_breaks_at_once_is_its_value() {
    for turn in turns() {
        assert_eq!(value(&outcome(loop_task(1, 0, turn))), Ok(7));
    }
}

#[test]
fn the_state_goes_from_turn_to_turn() {
    for turn in turns() {
        assert_eq!(value(&outcome(loop_task(11, 10, turn))), Ok(7));
    }
}

#[test]
fn a_turn_may_be_unrolled() {
    for turn in turns() {
        for max in 0..4 {
            let unrolled = turn(2).and_then(move |flow| match flow {
                Break(b) => completed_task(Ok(b)),
                Continue(state) => outcome(loop_task(max, state, turn)),
            });
            let turns = |result: Result<u32, (usize, u32)>| result.map_err(|(_, state)| state);
            assert_eq!(value(&outcome(loop_task(max + 1, 2, turn)).map(turns)), value(&unrolled.map(turns)));
        }
    }
}

#[test]
fn a_loop_that_is_out_of_turns_keeps_its_last_state() {
    for turn in turns() {
        assert_eq!(value(&outcome(loop_task(10, 10, turn))), Err((10, 0)));
    }
}

#[test]
fn a_loop_without_turns_starts_nothing_and_keeps_its_seed() {
    let started = Events::default();
    let seen = started.clone();
    let plan = loop_task(0, 5, move |n: u32| {
        seen.happen();
        completed_task(Break::<u32, u32>(n))
    });
    assert_eq!(value(&outcome(plan.clone())), Err((0, 5)));
    assert_eq!(started.count(), 0);
    assert_eq!(plan.await_result().unwrap_err().to_string(), "no end after 0 turns");
}

#[test]
fn the_error_counts_its_turns_in_words_and_is_an_error_of_any_state() {
    let once = loop_task(1, (), |()| completed_task(Continue::<u32, ()>(())));
    assert_eq!(once.await_result().unwrap_err().to_string(), "no end after 1 turn");
    let error = loop_task(20, (), |()| completed_task(Continue::<u32, ()>(()))).await_result().unwrap_err();
    assert_eq!(error.to_string(), "no end after 20 turns");
    let not_sync = OutOfTurns::<Cell<u32>>::into_state;
    let _: fn(OutOfTurns<Cell<u32>>) -> Cell<u32> = not_sync;
    fn is_error<E: std::error::Error + Send + Sync + 'static>() {}
    is_error::<OutOfTurns<Cell<u32>>>();
}

#[test]
fn a_million_turns_need_no_more_stack_than_one() {
    const MILLION: u32 = 1_000_000;
    fn next(n: u32) -> Flow {
        if n == 0 { Break(7) } else { Continue(n - 1) }
    }
    let turns: [fn(u32) -> AgentTask<Flow>; 3] = [
        |n| completed_task(next(n)),
        |n| lazy_task(move || next(n)),
        |n| {
            async_task(move || async move {
                if n % 64 == 0 {
                    tokio::task::yield_now().await;
                }
                next(n)
            })
        },
    ];
    let pool = pool(1);
    for turn in turns {
        for executor in [&Inline as &dyn Executor, &pool] {
            assert_eq!(loop_task(MILLION as usize + 1, MILLION, turn).run_on(executor).unwrap(), 7);
        }
    }
}

#[test]
fn a_state_is_dropped_as_soon_as_its_turn_is_over() {
    let dropped = Events::default();
    let seed = std::sync::Arc::new(dropped.at_drop());
    let drops = dropped.clone();
    let plan = loop_task(3, (0, seed), move |(n, state)| {
        // The seed stays in the description; each further state is that of one turn.
        assert_eq!(drops.count(), if n == 0 { 0 } else { n - 1 });
        drop(state);
        completed_task(Continue::<u32, _>((n + 1, std::sync::Arc::new(drops.at_drop()))))
    });
    let error = plan.clone().run_on(&Inline).unwrap_err();
    assert_eq!(dropped.count(), 2);
    drop((plan, error));
    assert_eq!(dropped.count(), 4);
}

#[test]
fn a_loop_runs_again_from_its_seed() {
    let plan = loop_task(3, 1, |n| completed_task(if n < 4 { Continue(n * 2) } else { Break(n) }));
    assert!(results(&plan).into_iter().all(|(_, result)| result.unwrap() == 4));
}

#[tokio::test(start_paused = true)]
async fn turns_follow_each_other_in_time() {
    let start = tokio::time::Instant::now();
    let plan = loop_task(5, 1, |n: u64| {
        async_task(move || async move {
            tokio::time::sleep(Duration::from_secs(n)).await;
            if n < 3 { Continue(n + 1) } else { Break(n) }
        })
    });
    assert_eq!(plan.await.unwrap(), 3);
    assert_eq!(start.elapsed(), Duration::from_secs(6));
}

#[test]
fn a_loop_that_is_cancelled_takes_no_further_turn() {
    let (started, dropped) = (Events::default(), Events::default());
    let turn = {
        let (started, dropped) = (started.clone(), dropped.clone());
        move |n: u32| {
            started.happen();
            let resource = std::sync::Arc::new(dropped.at_drop());
            async_task(move || {
                let resource = std::sync::Arc::clone(&resource);
                async move {
                    let _resource = resource;
                    if n == 3 {
                        pending::<()>().await;
                    }
                    Continue::<u32, u32>(n + 1)
                }
            })
        }
    };
    let looping = loop_task(10, 0, turn).map(|result| result.unwrap_or(0));
    let when = {
        let started = started.clone();
        async_task(move || {
            let started = started.clone();
            async move {
                started.happened(4).await;
                1
            }
        })
    };
    assert_eq!(race(vec![looping, when]).run_on(&pool(1)), 1);
    dropped.wait_for(4);
    assert_eq!(started.count(), 4);
}

#[test]
fn a_turn_that_panics_ends_the_run() {
    let plan = loop_task(3, 0, |n: u32| {
        if n == 2 {
            std::panic::resume_unwind(Box::new("down"));
        }
        completed_task(Continue::<u32, u32>(n + 1))
    });
    for error in [plan.clone().try_run_on(&Inline).unwrap_err(), plan.try_run_on(&pool(1)).unwrap_err()] {
        assert!(error.is_panic());
    }
}
