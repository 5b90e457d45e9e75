//! Plans of any shape, and what they mean: a pure function of the shape, which knows no thread.

use std::time::Duration;

use agentflow::{
    AgentTask, async_function, async_task, blocking_task, completed_task, dynamic_planner, join_results, lazy_task,
    parallel_filter, race, router, sequence_tasks, share, spawn_agent, try_join_results, workflow,
};

use crate::arbitrary::Fun;

#[derive(Clone, Debug)]
pub(crate) enum Shape {
    Completed(i64),
    Lazy(i64),
    /// An async agent that lets others go first so many times.
    Later(i64, u8),
    Blocking(i64),
    Spawn(Box<Shape>),
    Named(Box<Shape>),
    Join(Box<Shape>, Box<Shape>),
    /// One of the two sides fails.
    TryJoin(Box<Shape>, Box<Shape>, bool),
    /// The value of the first chooses what follows it.
    Planner(Box<Shape>, Box<Shape>, Box<Shape>),
    Map(Box<Shape>, Fun),
    Tool(Box<Shape>, Fun),
    Sequence(Vec<Shape>),
    Filter(Vec<i64>),
    Router(Box<Shape>, Box<Shape>, Box<Shape>),
    /// Named twice in the plan.
    Share(Box<Shape>),
    RaceOfOne(Box<Shape>),
    /// Under a policy that has nothing to do.
    Policy(Box<Shape>, Policy),
    /// A block with two agents at once and one that waits for the first of them.
    Workflow(Box<Shape>, Box<Shape>),
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Policy {
    Timeout,
    Retry,
    Fallback,
    Hedge,
}

/// No test takes so long.
pub(crate) const NEVER: Duration = Duration::from_hours(1);

impl Policy {
    fn around(self, task: AgentTask<i64>) -> AgentTask<i64> {
        match self {
            Policy::Timeout => task.timeout(NEVER).map(|in_time| in_time.expect("it is in time")),
            Policy::Retry => task.map(Ok::<_, &str>).retry(2).map(|result| result.expect("it succeeds")),
            Policy::Fallback => completed_task(Err::<i64, _>(())).fallback(task),
            Policy::Hedge => task.hedge(NEVER),
        }
    }
}

fn is_even(n: i64) -> bool {
    n % 2 == 0
}

fn merge(a: i64, b: i64) -> i64 {
    a.wrapping_mul(31).wrapping_add(b)
}

fn merge_all(all: impl IntoIterator<Item = i64>) -> i64 {
    all.into_iter().fold(7, merge)
}

impl Shape {
    /// What the plan yields.
    pub(crate) fn meaning(&self) -> i64 {
        match self {
            Shape::Completed(n) | Shape::Lazy(n) | Shape::Later(n, _) | Shape::Blocking(n) => *n,
            Shape::Spawn(inner) | Shape::Named(inner) | Shape::RaceOfOne(inner) | Shape::Policy(inner, _) => {
                inner.meaning()
            }
            Shape::Join(left, right) => merge(left.meaning(), right.meaning()),
            Shape::TryJoin(left, right, fails) => {
                if *fails {
                    left.meaning()
                } else {
                    merge(left.meaning(), right.meaning())
                }
            }
            Shape::Planner(first, even, odd) | Shape::Router(first, even, odd) => {
                let first = first.meaning();
                let rest = if is_even(first) { even } else { odd };
                if matches!(self, Shape::Router(..)) { rest.meaning() } else { merge(first, rest.meaning()) }
            }
            Shape::Map(inner, f) | Shape::Tool(inner, f) => f.call(inner.meaning()),
            Shape::Sequence(all) => merge_all(all.iter().map(Shape::meaning)),
            Shape::Filter(all) => merge_all(all.iter().copied().filter(|n| is_even(*n))),
            Shape::Share(inner) => merge(inner.meaning(), inner.meaning()),
            Shape::Workflow(a, b) => {
                let (a, b) = (a.meaning(), b.meaning());
                merge(merge(a, 1), merge(a, b))
            }
        }
    }

    /// The plan itself.
    pub(crate) fn plan(&self) -> AgentTask<i64> {
        match self {
            Shape::Completed(..) | Shape::Lazy(..) | Shape::Later(..) | Shape::Blocking(..) => self.leaf(),
            Shape::Spawn(inner) => {
                let inner = inner.clone();
                spawn_agent(move || inner.plan())
            }
            Shape::Named(inner) => inner.plan().named("agent"),
            Shape::Join(left, right) => join_results(left.plan(), right.plan(), merge),
            Shape::TryJoin(left, right, fails) => try_join(left, right, *fails),
            Shape::Planner(first, even, odd) => planner(first, even, odd),
            Shape::Map(inner, f) => {
                let f = f.clone();
                inner.plan().map(move |n| f.call(n))
            }
            Shape::Tool(inner, f) => {
                let f = f.clone();
                inner.plan().and_then(async_function(move |n| f.call(n)))
            }
            Shape::Sequence(all) => sequence_tasks(all.iter().map(Shape::plan).collect()).map(merge_all),
            Shape::Filter(all) => parallel_filter(all.clone(), |n| is_even(*n)).map(merge_all),
            Shape::Router(first, even, odd) => router(first.plan().map(is_even), even.plan(), odd.plan()),
            Shape::Share(inner) => {
                let shared = share(inner.plan());
                join_results(shared.clone(), shared, merge)
            }
            Shape::RaceOfOne(inner) => race(vec![inner.plan()]),
            Shape::Policy(inner, policy) => policy.around(inner.plan()),
            Shape::Workflow(a, b) => block(a, b),
        }
    }

    fn leaf(&self) -> AgentTask<i64> {
        match *self {
            Shape::Lazy(n) => lazy_task(move || n),
            Shape::Blocking(n) => blocking_task(move || n),
            Shape::Later(n, yields) => async_task(move || async move {
                for _ in 0..yields {
                    tokio::task::yield_now().await;
                }
                n
            }),
            _ => completed_task(self.meaning()),
        }
    }
}

fn try_join(left: &Shape, right: &Shape, fails: bool) -> AgentTask<i64> {
    let left = left.plan().map(move |n| if fails { Err(n) } else { Ok(n) });
    try_join_results(left, right.plan().map(Ok), merge).map(|result| result.unwrap_or_else(|n| n))
}

fn planner(first: &Shape, even: &Shape, odd: &Shape) -> AgentTask<i64> {
    let (even, odd) = (even.clone(), odd.clone());
    dynamic_planner(first.plan(), move |n| {
        let rest = if is_even(n) { even.plan() } else { odd.plan() };
        rest.map(move |m| merge(n, m))
    })
}

fn block(a: &Shape, b: &Shape) -> AgentTask<i64> {
    let (first, second) = (a.clone(), b.clone());
    workflow! {
        par { a = (&first).plan(); b = (&second).plan(); c = merge(a, 1) }
        d = merge(a, b);
        => merge(c, d)
    }
}
