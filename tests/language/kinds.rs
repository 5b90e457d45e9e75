//! A step may be an ordinary call, a task or a future, and it may stand anywhere.

use agentflow::{AgentTask, lazy_task, workflow};

use crate::executors::value;

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

fn boxed(x: u32) -> std::pin::Pin<Box<dyn Future<Output = u32> + Send>> {
    Box::pin(later(x))
}

fn merge(a: u32, b: u32) -> u32 {
    a * b
}

#[test]
fn the_sketch_works_as_it_stands_whatever_search_and_merge_are() {
    macro_rules! sketch {
        ($search:ident, $merge:ident) => {{
            #[allow(unused_imports)]
            use $search as search;
            let (x, y) = (1, 2);
            workflow! { par { a = search(x); b = search(y) } => $merge(a, b) }
        }};
    }
    fn merge_task(a: u32, b: u32) -> AgentTask<u32> {
        lazy_task(move || merge(a, b))
    }
    async fn merge_later(a: u32, b: u32) -> u32 {
        tokio::task::yield_now().await;
        merge(a, b)
    }
    assert_eq!(value(&sketch!(plain, merge)), 6);
    assert_eq!(value(&sketch!(task, merge)), 6);
    assert_eq!(value(&sketch!(later, merge)), 6);
    assert_eq!(value(&sketch!(plain, merge_task)), 6);
    assert_eq!(value(&sketch!(task, merge_later)), 6);
    assert_eq!(value(&sketch!(later, merge_later)), 6);
}

/// A step of one kind in each place that a step can stand in.
macro_rules! everywhere {
    ($step:ident $(. $await:ident)?) => {{
        assert_eq!(value(&workflow! { => $step(1) $(. $await)? }), 2, "the result alone");
        assert_eq!(value(&workflow! { a = $step(1) $(. $await)?; => a }), 2, "a statement");
        assert_eq!(value(&workflow! { a = $step(1) $(. $await)?; b = $step(a) $(. $await)?; => b }), 3, "a chain");
        assert_eq!(value(&workflow! { a = $step(1) $(. $await)?; => $step(a) $(. $await)? }), 3, "a used result");
        assert_eq!(value(&workflow! { par { a = $step(1) $(. $await)? } => a }), 2, "a block of one");
        assert_eq!(
            value(&workflow! { par { a = $step(1) $(. $await)?; b = $step(2) $(. $await)?; } => merge(a, b) }),
            6,
            "two at once"
        );
        assert_eq!(
            value(&workflow! {
                par { a = $step(1) $(. $await)?; b = $step(a) $(. $await)?; c = $step(a) $(. $await)? } => [a, b, c]
            }),
            [2, 3, 3],
            "a block in which one waits for the other"
        );
        assert_eq!(
            value(&workflow! {
                a = $step(0) $(. $await)?;
                par { b = $step(a) $(. $await)?; c = $step(a) $(. $await)? }
                d = $step(b) $(. $await)?;
                => $step(c + d) $(. $await)?
            }),
            6,
            "statements around a block"
        );
    }};
}

#[test]
fn an_ordinary_call_may_stand_everywhere() {
    everywhere!(plain);
}

#[test]
fn a_task_may_stand_everywhere() {
    everywhere!(task);
}

#[test]
fn a_future_may_stand_everywhere() {
    everywhere!(later);
    everywhere!(boxed);
}

#[test]
fn a_future_may_be_awaited_where_it_is_written() {
    everywhere!(later.await);
    everywhere!(boxed.await);
}

/// All three places of two small blocks, with each of the kinds in each place.
macro_rules! mixed {
    ($($one:ident)*) => { $(mixed!(@two $one plain); mixed!(@two $one task); mixed!(@two $one later);)* };
    (@two $one:ident $two:ident) => {
        mixed!(@all $one $two plain);
        mixed!(@all $one $two task);
        mixed!(@all $one $two later);
    };
    (@all $one:ident $two:ident $three:ident) => {
        assert_eq!(value(&workflow! { par { a = $one(1); b = $two(2) } => $three(a + b) }), 6);
        assert_eq!(value(&workflow! { a = $one(1); b = $two(a); => $three(b) }), 4);
        assert_eq!(value(&workflow! { par { a = $one(1); b = $two(a); c = $three(a) } => a + b + c }), 8);
    };
}

#[test]
fn the_kinds_may_be_mixed_in_every_way() {
    mixed!(plain task later);
}

#[test]
fn an_await_may_be_a_part_of_a_larger_expression() {
    let plan = workflow! { a = later(1).await + later(2).await; => [a, later(a).await] };
    assert_eq!(value(&plan), [5, 6]);
}

#[test]
fn an_async_block_is_a_future() {
    let n = 6;
    let plan = workflow! { a = async move { later(n).await * 6 }; => a };
    assert_eq!(value(&plan), 42);
}

#[test]
fn a_task_that_waits_for_another_future_is_run() {
    let plan = workflow! { a = agentflow::async_task(|| later(1)); b = task(a).map(|n| n * 10); => a + b };
    assert_eq!(value(&plan), 32);
}

#[test]
fn a_nested_workflow_is_a_task() {
    let plan = workflow! {
        par {
            a = workflow! { par { b = plain(1); c = later(2) } => b + c };
            b = workflow! { c = task(1); => c }
        }
        c = workflow! { d = plain(a); e = plain(b); => merge(d, e) };
        => workflow! { => later(c) }
    };
    assert_eq!(value(&plan), 19);
}

#[test]
fn a_blocking_step_has_a_thread_of_its_own() {
    let name = || std::thread::current().name().unwrap_or_default().starts_with("agentflow-blocking");
    let plan = workflow! { par { a = blocking { name() }; b = blocking { name() } } => (a, b, name()) };
    assert_eq!(plan.await_result(), (true, true, false));
}

#[test]
fn a_blocking_step_may_have_statements_and_use_names() {
    let plan = workflow! {
        a = plain(1);
        b = blocking {
            let twice = a * 2;
            plain(twice)
        };
        => blocking { a + b }
    };
    assert_eq!(value(&plan), 7);
}
