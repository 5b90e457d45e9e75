//! What the properties are about: any plan, any function, any tool.

use agentflow::{AgentTask, async_task, blocking_task, completed_task, lazy_task, spawn_agent};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;

use crate::plan::{Policy, Shape};

/// So many cases a law: each of them runs on six executors.
pub(crate) fn config(cases: u32) -> ProptestConfig {
    let persistence = Some(Box::new(FileFailurePersistence::Off) as Box<_>);
    ProptestConfig { cases, failure_persistence: persistence, ..ProptestConfig::default() }
}

/// A pure function.
#[derive(Clone, Debug)]
pub(crate) enum Fun {
    Add(i64),
    Times(i64),
    Xor(i64),
    Always(i64),
}

impl Fun {
    pub(crate) fn call(&self, n: i64) -> i64 {
        match self {
            Fun::Add(m) => n.wrapping_add(*m),
            Fun::Times(m) => n.wrapping_mul(*m),
            Fun::Xor(m) => n ^ m,
            Fun::Always(m) => *m,
        }
    }
}

/// A function to tasks: the rest of a plan.
#[derive(Clone, Debug)]
pub(crate) struct Next(Fun, Kind);

#[derive(Clone, Copy, Debug)]
enum Kind {
    Completed,
    Lazy,
    Later,
    Blocking,
    Spawn,
}

impl Next {
    pub(crate) fn call(&self, n: i64) -> AgentTask<i64> {
        let m = self.0.call(n);
        match self.1 {
            Kind::Completed => completed_task(m),
            Kind::Lazy => lazy_task(move || m),
            Kind::Later => async_task(move || async move {
                tokio::task::yield_now().await;
                m
            }),
            Kind::Blocking => blocking_task(move || m),
            Kind::Spawn => spawn_agent(move || completed_task(m)),
        }
    }

    /// As the function that a planner takes.
    pub(crate) fn planner(&self) -> impl Fn(i64) -> AgentTask<i64> + Send + Sync + 'static {
        let next = self.clone();
        move |n| next.call(n)
    }
}

pub(crate) fn fun() -> impl Strategy<Value = Fun> {
    prop_oneof![
        any::<i64>().prop_map(Fun::Add),
        any::<i64>().prop_map(Fun::Times),
        any::<i64>().prop_map(Fun::Xor),
        any::<i64>().prop_map(Fun::Always),
    ]
}

pub(crate) fn next() -> impl Strategy<Value = Next> {
    let kind = proptest::sample::select(vec![Kind::Completed, Kind::Lazy, Kind::Later, Kind::Blocking, Kind::Spawn]);
    (fun(), kind).prop_map(|(f, kind)| Next(f, kind))
}

/// A plan of some twenty agents.
pub(crate) fn shape() -> impl Strategy<Value = Shape> {
    shape_of(4, 20)
}

pub(crate) fn shape_of(depth: u32, size: u32) -> impl Strategy<Value = Shape> {
    leaf().prop_recursive(depth, size, 4, |shape| inner(&shape))
}

fn leaf() -> impl Strategy<Value = Shape> {
    prop_oneof![
        any::<i64>().prop_map(Shape::Completed),
        any::<i64>().prop_map(Shape::Lazy),
        (any::<i64>(), 0..4_u8).prop_map(|(n, yields)| Shape::Later(n, yields)),
        any::<i64>().prop_map(Shape::Blocking),
        proptest::collection::vec(any::<i64>(), 0..6).prop_map(Shape::Filter),
    ]
}

fn inner(shape: &BoxedStrategy<Shape>) -> impl Strategy<Value = Shape> + use<> {
    let one = || shape.clone().prop_map(Box::new);
    let policy = proptest::sample::select(vec![Policy::Timeout, Policy::Retry, Policy::Fallback, Policy::Hedge]);
    prop_oneof![
        one().prop_map(Shape::Spawn),
        one().prop_map(Shape::Named),
        one().prop_map(Shape::Share),
        one().prop_map(Shape::RaceOfOne),
        (one(), policy).prop_map(|(t, policy)| Shape::Policy(t, policy)),
        (one(), one()).prop_map(|(l, r)| Shape::Join(l, r)),
        (one(), one(), any::<bool>()).prop_map(|(l, r, fails)| Shape::TryJoin(l, r, fails)),
        (one(), one()).prop_map(|(a, b)| Shape::Workflow(a, b)),
        (one(), one(), one()).prop_map(|(c, t, f)| Shape::Planner(c, t, f)),
        (one(), one(), one()).prop_map(|(c, t, f)| Shape::Router(c, t, f)),
        (one(), fun()).prop_map(|(t, f)| Shape::Map(t, f)),
        (one(), fun()).prop_map(|(t, f)| Shape::Tool(t, f)),
        proptest::collection::vec(shape.clone(), 0..4).prop_map(Shape::Sequence),
    ]
}
