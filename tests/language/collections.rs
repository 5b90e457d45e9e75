//! `par for`: a workflow for each item, at once.

use std::num::ParseIntError;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use agentflow::executor::{Inline, Pool};
use agentflow::{AgentTask, lazy_task, workflow};

use crate::executors::{results, value};

fn plain(x: u32) -> u32 {
    x + 1
}

fn task(x: u32) -> AgentTask<u32> {
    lazy_task(move || x + 1)
}

async fn later(x: u32) -> u32 {
    tokio::task::yield_now().await;
    x + 1
}

async fn is_even(x: &u32) -> bool {
    tokio::task::yield_now().await;
    x.is_multiple_of(2)
}

fn parse(text: &str) -> Result<u32, ParseIntError> {
    text.parse()
}

#[test]
fn results_are_in_the_order_of_the_items() {
    let items = vec![3_u32, 1, 2];
    let plan = workflow! {
        a = par for n in items { plain(n) };
        b = par for n in items { task(n) };
        c = par for n in 0..3 { x = later(n); y = later(x); => (n, y) };
        d = par(2) for n in items { later(n) };
        e = par(1 + 1) for n in 0..3 { x = task(n); => plain(x) };
        f = par for n in Vec::<u32>::new() { later(n) };
        => (a, b, c, d, e, f)
    };
    let expected =
        (vec![4, 2, 3], vec![4, 2, 3], vec![(0, 2), (1, 3), (2, 4)], vec![4, 2, 3], vec![2, 3, 4], Vec::new());
    assert_eq!(value(&plan), expected);
}

#[test]
fn a_test_leaves_items_out() {
    let plan = workflow! {
        a = par for n in 0..6_u32 if n > 3 { later(n) };
        b = par for n in 0..6 if is_even(&n) { x = plain(n); => x };
        c = par(2) for n in 0..6 if is_even(&n) { task(n) };
        d = par for n in 0..6 if lazy_task(move || n == 4) { n };
        => (a, b, c, d)
    };
    assert_eq!(value(&plan), (vec![5, 6], vec![1, 3, 5], vec![1, 3, 5], vec![4]));
}

#[test]
fn what_items_share_need_not_be_clone() {
    struct Index(Vec<&'static str>);
    async fn search(index: &Index, n: usize) -> &'static str {
        tokio::task::yield_now().await;
        index.0[n]
    }
    let outer = Index(vec!["a", "b"]);
    let plan = workflow! {
        inner = Index(vec!["c", "d"]);
        par {
            a = par for n in 0..2 { search(&outer, n) };
            b = par for n in 0..2 { x = search(&inner, n); => x };
            c = inner.0.len();
        }
        => par(2) for n in 0..c { (search(&inner, n).await, a[n], b[n]) }
    };
    assert_eq!(value(&plan), [("c", "a", "c"), ("d", "b", "d")]);
}

#[test]
fn the_first_failure_stops_all() {
    let plan = |texts: [&'static str; 3]| {
        workflow! {
            a = par for text in texts { parse(text)? };
            b = par(2) for text in texts { n = parse(text)?; => later(n) };
            c = par for text in texts if text.len() == 1 { parse(text)? };
            => a.len() + b.len() + c.len()
        }
    };
    assert!(results(&plan(["1", "2", "33"])).into_iter().all(|(_, result)| result.unwrap() == 8));
    for (_, result) in results(&plan(["1", "x", "3"])) {
        let error = result.unwrap_err();
        assert_eq!(error.function(), "parse");
        assert!(error.cause().downcast_ref::<ParseIntError>().is_some(), "not wrapped twice");
    }
}

#[test]
fn a_failure_does_not_wait_for_the_others() {
    async fn slow(n: u64) -> Result<u64, String> {
        tokio::time::sleep(Duration::from_millis(if n == 1 { 10 } else { 60_000 })).await;
        if n == 1 { Err("down".to_owned()) } else { Ok(n) }
    }
    async fn slow_test(n: u64) -> Result<bool, String> {
        slow(n).await.map(|n| n > 1)
    }
    let start = Instant::now();
    for plan in [
        workflow! { a = par for n in 0..4 { slow(n)? }; => a },
        workflow! { a = par(3) for n in 0..4 { slow(n)? }; => a },
        workflow! { a = par for n in 0..4 if slow_test(n)? { n }; => a },
    ] {
        assert!(plan.await_result().is_err());
    }
    assert!(start.elapsed() < Duration::from_secs(20));
}

#[test]
fn never_more_than_the_limit_are_under_way() {
    static UNDER_WAY: AtomicUsize = AtomicUsize::new(0);
    static MOST: AtomicUsize = AtomicUsize::new(0);
    async fn watched(n: u32) -> u32 {
        MOST.fetch_max(UNDER_WAY.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        tokio::task::yield_now().await;
        UNDER_WAY.fetch_sub(1, Ordering::SeqCst);
        n
    }
    let limit = 3;
    let plan = workflow! { => par(limit) for n in 0..50 { watched(n) } };
    assert_eq!(value(&plan), (0..50).collect::<Vec<_>>());
    assert_eq!(MOST.load(Ordering::SeqCst), 3);
}

#[test]
fn items_are_taken_when_there_is_a_place() {
    let taken = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&taken);
    let plan = workflow! {
        => par(2) for n in { let counted = counted.clone(); (0..100).inspect(move |_| { counted.fetch_add(1, Ordering::SeqCst); }) } {
            if n == 0 { taken.load(Ordering::SeqCst) } else { 0 }
        }
    };
    assert!(plan.run_on(&Inline)[0] <= 3);
}

#[test]
fn a_limit_of_zero_is_an_error_and_no_hang() {
    let limit = 0;
    let plan = workflow! { hits = par(limit) for n in 0..3 { later(n) }; => hits };
    let error = plan.try_await_result().unwrap_err().to_string();
    assert!(error.contains("agent `hits`") && error.contains("limit of 0"), "{error}");
}

#[test]
fn a_million_items() {
    let plan = workflow! {
        a = par for n in 0..1_000_000_u32 { plain(n) };
        b = par(64) for n in 0..1_000_000_u32 { plain(n) };
        => (a, b)
    };
    let check = |(a, b): (Vec<u32>, Vec<u32>)| {
        assert!(a.iter().zip(1..=1_000_000).all(|(&n, m)| n == m) && a.len() == 1_000_000);
        assert_eq!(a, b);
    };
    check(plan.clone().await_result());
    check(plan.clone().run_on(&Pool::with_threads(1).unwrap()));
    check(plan.run_on(&Inline));
}

#[test]
fn many_waiting_items_with_a_limit() {
    let plan = workflow! { => par(64) for n in 0..20_000_u32 { later(n) } };
    assert_eq!(value(&plan).len(), 20_000);
}

#[test]
fn collections_nest() {
    let plan = workflow! {
        => par for row in 0..3_u32 {
            cells = par(2) for column in 0..2 { later(row * 10 + column) };
            => if row == 1 { Vec::new() } else { cells }
        }
    };
    assert_eq!(value(&plan), [vec![1, 2], vec![], vec![21, 22]]);
}

#[test]
fn a_value_of_the_block_that_all_items_look_at_is_not_cloned() {
    struct Index(Vec<u32>); // not Clone
    let plan = workflow! {
        index = Index(vec![1, 2, 3]);
        found = par for n in 0..3_usize { at = index.0[n]; => at };
        => found
    };
    assert_eq!(value(&plan), [1, 2, 3]);
    let plan = workflow! {
        index = Index(vec![1, 2, 3]);
        => par for n in 0..3_usize { index.0[n] }
    };
    assert_eq!(value(&plan), [1, 2, 3]);
}
