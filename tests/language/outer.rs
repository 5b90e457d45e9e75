//! A variable from outside moves into the workflow, and each run that takes it by value gets a clone: a description
//! can run again.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use agentflow::workflow;

use crate::executors::{results, value};

#[derive(Default)]
struct Counted(Arc<AtomicUsize>);

impl Clone for Counted {
    fn clone(&self) -> Self {
        self.0.fetch_add(1, Ordering::Relaxed);
        Counted(Arc::clone(&self.0))
    }
}

fn counted() -> (Counted, Arc<AtomicUsize>) {
    let outer = Counted::default();
    let clones = Arc::clone(&outer.0);
    (outer, clones)
}

fn take<T>(_: T) -> u32 {
    1
}

async fn take_later<T>(_: T) -> u32 {
    tokio::task::yield_now().await;
    1
}

fn look<T>(_: &T) -> u32 {
    1
}

async fn look_later<T>(_: &T) -> u32 {
    tokio::task::yield_now().await;
    1
}

#[test]
fn writing_a_workflow_clones_nothing() {
    let (outer, clones) = counted();
    let plan = workflow! { a = take(outer); => a };
    let copies = [plan.clone(), plan.clone()];
    drop((plan, copies));
    assert_eq!(clones.load(Ordering::Relaxed), 0);
}

#[test]
fn a_variable_is_cloned_once_a_run() {
    let (outer, clones) = counted();
    let plan = workflow! { a = take(outer); => a };
    let runs = results(&plan).len();
    assert_eq!(clones.load(Ordering::Relaxed), runs);
}

#[test]
fn a_variable_is_cloned_for_each_agent_that_takes_it() {
    let (outer, clones) = counted();
    let plan = workflow! { par { a = take(outer); b = take_later(outer) } c = take(outer); => a + b + c };
    let runs = results(&plan).len();
    assert_eq!(clones.load(Ordering::Relaxed), 3 * runs);
}

#[test]
fn a_variable_that_is_only_borrowed_is_never_cloned() {
    struct Unique(AtomicUsize);
    let outer = Unique(AtomicUsize::new(0));
    let plan = workflow! {
        par { a = look(&outer); b = look_later(&outer); c = look_later(&outer).await }
        d = (&outer).0.fetch_add(1, Ordering::Relaxed);
        => a + b + c + u32::try_from(d - d).unwrap()
    };
    assert_eq!(value(&plan), 3);
}

#[test]
fn a_variable_may_be_used_in_several_ways() {
    let text = String::from("hello");
    let plan = workflow! {
        par { a = text.len(); b = format!("{text}!"); c = text.clone() + "?" }
        => (a, b, c, text)
    };
    let expected = (5, "hello!".to_owned(), "hello?".to_owned(), "hello".to_owned());
    assert_eq!(value(&plan), expected);
}

#[test]
fn the_workflow_keeps_its_variables_as_long_as_it_lives() {
    let outer = Arc::new(());
    let weak = Arc::downgrade(&outer);
    let plan = workflow! { a = look(&outer); => a };
    assert_eq!(plan.clone().await_result(), 1);
    assert!(weak.upgrade().is_some());
    drop(plan);
    assert!(weak.upgrade().is_none());
}

#[test]
fn a_copied_variable_stays_usable_outside() {
    let n = 20;
    let plan = workflow! { a = n + 1; => a + n + 1 };
    assert_eq!(value(&plan), n * 2 + 2);
}
