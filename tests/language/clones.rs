//! A value that is bound inside a workflow belongs to the run: it moves, it is borrowed, and it is cloned only where
//! the program could not go on without.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use agentflow::executor::Inline;
use agentflow::{AgentTask, completed_task, workflow};

use crate::executors::results;

/// Counts its clones.
#[derive(Default)]
struct Counted(Arc<AtomicUsize>);

impl Clone for Counted {
    fn clone(&self) -> Self {
        self.0.fetch_add(1, Ordering::Relaxed);
        Counted(Arc::clone(&self.0))
    }
}

/// What no agent can clone.
struct Unique(&'static str);

fn unique() -> Unique {
    Unique("one of its kind")
}

fn take<T>(_: T) -> u32 {
    1
}

async fn take_later<T>(_: T) -> u32 {
    tokio::task::yield_now().await;
    1
}

fn take_task<T>(_: T) -> AgentTask<u32> {
    completed_task(1)
}

fn look<T>(_: &T) -> u32 {
    1
}

async fn look_later<T>(_: &T) -> u32 {
    tokio::task::yield_now().await;
    1
}

/// How many clones one run makes, which must be the same number on each executor.
fn clones_a_run(plan: impl FnOnce(Arc<AtomicUsize>) -> AgentTask<u32>) -> usize {
    let clones = Arc::new(AtomicUsize::new(0));
    let plan = plan(Arc::clone(&clones));
    let runs = results(&plan).len();
    let all = clones.load(Ordering::Relaxed);
    assert_eq!(all % runs, 0, "{all} clones in {runs} runs");
    all / runs
}

/// A new value for the run; what it counts with is not what is counted.
fn make(clones: &Arc<AtomicUsize>) -> Counted {
    Counted(Arc::clone(clones))
}

#[test]
fn a_value_with_one_user_moves_there() {
    assert_eq!(results(&workflow! { v = unique(); => v }).pop().unwrap().1.0, "one of its kind");
    assert_eq!(results(&workflow! { v = unique(); a = take(v); => a }).pop().unwrap().1, 1);
    assert_eq!(results(&workflow! { v = unique(); a = take_later(v); => a }).pop().unwrap().1, 1);
    assert_eq!(results(&workflow! { v = unique(); a = take_task(v); => a }).pop().unwrap().1, 1);
    assert_eq!(results(&workflow! { par { v = unique(); a = take_later(v); } => a }).pop().unwrap().1, 1);
    assert_eq!(results(&workflow! { v = unique(); w = v; x = w; => take(x) }).pop().unwrap().1, 1);
}

#[test]
fn a_value_that_is_only_borrowed_is_never_cloned() {
    let plan = workflow! {
        v = unique();
        par { a = look(&v); b = look_later(&v); c = look_later(&v).await; d = (&v).0.len() }
        e = look(&v);
        => (a + b + c + e, d, v.0.len())
    };
    for (_, values) in results(&plan) {
        assert_eq!(values, (4, 15, 15));
    }
}

#[test]
fn the_last_user_may_take_what_others_have_borrowed() {
    let plan = workflow! {
        v = unique();
        par { a = look(&v); b = look_later(&v) }
        c = take(v);
        => a + b + c
    };
    assert!(results(&plan).iter().all(|(_, value)| *value == 3));
    let plan = workflow! { par { v = unique(); a = look(&v); b = look_later(&v) } => { take(v) + a + b } };
    assert!(results(&plan).iter().all(|(_, value)| *value == 3));
}

#[test]
fn uses_by_value_in_order_clone_for_all_but_the_last() {
    assert_eq!(clones_a_run(|clones| workflow! { v = make(&clones); => take(v) }), 0);
    assert_eq!(clones_a_run(|clones| workflow! { v = make(&clones); a = take(v); => a + take(v) }), 1);
    assert_eq!(
        clones_a_run(|clones| workflow! { v = make(&clones); a = take(v); b = take(v); c = take(v); => a + b + c }),
        2
    );
    assert_eq!(
        clones_a_run(|clones| workflow! {
            v = make(&clones); a = take_later(v); b = take_task(v); c = take_later(v).await; d = take(v); => a + b + c + d
        }),
        3
    );
}

#[test]
fn a_block_that_borrows_and_a_last_use_by_value_clone_nothing() {
    let clones = clones_a_run(|clones| {
        workflow! {
            v = make(&clones);
            par { a = look(&v); b = look_later(&v) }
            => a + b + take(v)
        }
    });
    assert_eq!(clones, 0);
}

#[test]
fn the_result_takes_what_agents_of_a_block_have_cloned() {
    let clones = clones_a_run(|clones| {
        workflow! {
            v = make(&clones);
            par { a = take_later(v); b = take_later(v) }
            => a + b + take(v)
        }
    });
    assert_eq!(clones, 2);
}

#[test]
fn agents_that_take_a_value_at_once_clone_it_at_most_once_each() {
    let clones = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&clones);
    let plan = workflow! { v = make(&counted); par { a = take(v); b = take(v); c = take(v) } => a + b + c };
    assert_eq!(plan.clone().run_on(&Inline), 3);
    assert_eq!(clones.swap(0, Ordering::Relaxed), 2, "one after the other, the last one takes it");
    // At once, the one that comes last may still find another one at its clone.
    let runs = results(&plan).len();
    assert!((2 * runs..=3 * runs).contains(&clones.load(Ordering::Relaxed)));
}

#[test]
fn a_value_of_a_flat_block_moves_to_the_result() {
    assert_eq!(clones_a_run(|clones| workflow! { par { a = make(&clones); b = make(&clones) } => take((a, b)) }), 0);
}

#[test]
fn a_value_is_dropped_when_its_last_user_has_ended() {
    let alive = Arc::new(());
    let (made, seen) = (Arc::clone(&alive), Arc::clone(&alive));
    let plan = workflow! {
        v = Arc::clone(&made);
        a = look(&v);
        b = look_later(&v);
        => Arc::strong_count(&seen) - a as usize - b as usize
    };
    // `alive`, `made` and `seen`, and no fourth.
    assert!(results(&plan).iter().all(|(_, count)| *count == 1));
    drop(alive);
}
