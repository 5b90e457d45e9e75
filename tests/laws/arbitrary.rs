//! What the properties are about: any plan, any function, any tool.

use agentflow::{AgentTask, async_task, blocking_task, completed_task, lazy_task, spawn_agent};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::FileFailurePersistence;

use crate::plan::{
    Agent, All, Around, Choice, End, Failure, Fun, Nested, Outcome, Pair, Shape, Time, Tries, Value, Wait, Way,
};

/// So many cases a law: each of them runs on eight executors.
pub(crate) fn config(cases: u32) -> ProptestConfig {
    let persistence = Some(Box::new(FileFailurePersistence::Off) as Box<_>);
    ProptestConfig { cases, failure_persistence: persistence, ..ProptestConfig::default() }
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
    pub(crate) fn call(&self, value: Value) -> AgentTask<Value> {
        let next = self.0.call(value);
        match self.1 {
            Kind::Completed => completed_task(next),
            Kind::Lazy => lazy_task(move || next.clone()),
            Kind::Later => async_task(move || {
                let next = next.clone();
                async move {
                    tokio::task::yield_now().await;
                    next
                }
            }),
            Kind::Blocking => blocking_task(move || next.clone()),
            Kind::Spawn => spawn_agent(move || completed_task(next.clone())),
        }
    }

    /// As the function that a planner takes.
    pub(crate) fn planner(&self) -> impl Fn(Value) -> AgentTask<Value> + Send + Sync + 'static {
        let next = self.clone();
        move |value| next.call(value)
    }
}

pub(crate) fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![4 => any::<i64>().prop_map(Ok), 1 => code().prop_map(Err)]
}

fn code() -> impl Strategy<Value = Failure> {
    (0..4_u8).prop_map(Failure::Code)
}

pub(crate) fn fun() -> impl Strategy<Value = Fun> {
    prop_oneof![
        any::<i64>().prop_map(Fun::Add),
        any::<i64>().prop_map(Fun::Times),
        any::<i64>().prop_map(Fun::Xor),
        any::<i64>().prop_map(Fun::Always),
        (0..3_u8).prop_map(Fun::Refuse),
    ]
}

pub(crate) fn next() -> impl Strategy<Value = Next> {
    let kind = select(vec![Kind::Completed, Kind::Lazy, Kind::Later, Kind::Blocking, Kind::Spawn]);
    (fun(), kind).prop_map(|(f, kind)| Next(f, kind))
}

/// A plan of some twenty agents, with one value that it has everywhere, and in each run.
pub(crate) fn shape() -> impl Strategy<Value = Shape> {
    shape_of(4, 20)
}

pub(crate) fn shape_of(depth: u32, size: u32) -> impl Strategy<Value = Shape> {
    let shape = calm_leaf().prop_recursive(depth, size, 4, |shape| inner(&shape)).prop_map(Shape::numbered);
    shape.prop_filter("timing decides", |shape| {
        matches!(shape.all_meanings().outcomes.only_one(), Some(Outcome::Value(_)))
    })
}

/// Any plan at all, which ends: mostly a small one, now and then one that is deep or wide.
pub(crate) fn any_shape() -> impl Strategy<Value = Shape> {
    let small = || wild_leaf().prop_recursive(6, 150, 3, |shape| inner(&shape));
    let wide = (all(), vec(prop_oneof![4 => wild_leaf(), 1 => small().boxed()], 20..200));
    prop_oneof![
        96 => small(),
        2 => wide.prop_map(|(all, parts)| Shape::All(all, parts)),
        2 => (wild_leaf(), vec(level(), 20..200)).prop_map(|(leaf, levels)| levels.into_iter().fold(leaf, deeper)),
    ]
    .prop_map(|shape| shape.ending().numbered())
}

type Level = (Around, Option<(Pair, Shape, bool)>);

/// What a deep plan has at one level: mostly something around it, else something beside it.
fn level() -> impl Strategy<Value = Level> {
    let beside = (pair(), calm_leaf(), any::<bool>());
    (around(), proptest::option::weighted(0.3, beside))
}

fn deeper(inner: Shape, (around, beside): Level) -> Shape {
    match beside {
        Some((pair, other, true)) => Shape::Pair(pair, Box::new([inner, other])),
        Some((pair, other, false)) => Shape::Pair(pair, Box::new([other, inner])),
        None => wrapped(around, inner),
    }
}

/// So often a leaf may run: retries of retries are many.
const OFTEN: u32 = 50;

fn wrapped(around: Around, inner: Shape) -> Shape {
    let shape = Shape::Around(around, Box::new(inner));
    match shape {
        Shape::Around(_, inner) if inner.repeats() > OFTEN => Shape::Around(Around::Named, inner),
        shape => shape,
    }
}

fn agent(way: impl Strategy<Value = Way>, end: impl Strategy<Value = End>) -> impl Strategy<Value = Shape> {
    (way, end).prop_map(|(way, end)| Shape::Agent(Agent { id: 0, way, end }))
}

fn way() -> impl Strategy<Value = Way> {
    prop_oneof![
        8 => Just(Way::Lazy),
        8 => (0..4_u8).prop_map(Way::Later),
        2 => Just(Way::Blocking),
        2 => Just(Way::Called),
        1 => Just(Way::Sleeps),
    ]
}

fn end() -> impl Strategy<Value = End> {
    prop_oneof![
        6 => any::<i64>().prop_map(End::Ok),
        1 => (0..4_u8).prop_map(End::Fails),
        1 => any::<i64>().prop_map(End::Charges),
    ]
}

/// An agent that does the same each time.
fn calm_leaf() -> impl Strategy<Value = Shape> + Clone {
    prop_oneof![
        2 => any_value().prop_map(Shape::Completed),
        8 => agent(way(), end()),
        1 => vec(any::<i64>(), 0..6).prop_map(|items| Shape::Filter(0, items)),
    ]
    .boxed()
}

fn wild_leaf() -> impl Strategy<Value = Shape> + Clone {
    let end = prop_oneof![
        1 => Just(End::Panics),
        3 => (1..3_u8, any::<i64>()).prop_map(|(times, n)| End::FailsFirst(times, n)),
    ];
    prop_oneof![
        40 => calm_leaf(),
        8 => agent(way(), end),
        1 => agent(Just(Way::Stalls), Just(End::Panics)),
        1 => agent(Just(Way::Slow), crate::arbitrary::end()),
        1 => Just(Shape::Timer),
    ]
    .boxed()
}

fn inner(shape: &BoxedStrategy<Shape>) -> impl Strategy<Value = Shape> + use<> {
    let one = || shape.clone();
    prop_oneof![
        6 => (around(), one()).prop_map(|(around, inner)| wrapped(around, inner)),
        3 => (pair(), one(), one()).prop_map(|(pair, a, b)| Shape::Pair(pair, Box::new([a, b]))),
        1 => (choice(), one(), one(), one()).prop_map(|(choice, c, t, f)| Shape::Choice(choice, Box::new([c, t, f]))),
        3 => (all(), vec(one(), 1..4)).prop_map(|(all, parts)| Shape::All(all, parts)),
    ]
}

fn time() -> impl Strategy<Value = Time> {
    prop_oneof![1 => Just(Time::Tiny), 4 => Just(Time::Never)]
}

fn tries() -> impl Strategy<Value = Tries> {
    let wait = prop_oneof![6 => Just(Wait::None), 1 => Just(Wait::Constant), 1 => Just(Wait::Exponential)];
    (1..4_u32, wait, any::<bool>()).prop_map(|(times, wait, only_odd)| Tries { times, wait, only_odd })
}

fn around() -> impl Strategy<Value = Around> {
    let plain = vec![
        Around::Spawn,
        Around::Named,
        Around::Flatten,
        Around::Share(0),
        Around::Cached(0),
        Around::TryCached(0),
        Around::CachedIn(0),
        Around::TryCachedIn(0),
    ];
    prop_oneof![
        4 => Just(Around::Block),
        8 => select(plain),
        2 => fun().prop_map(Around::Map),
        1 => fun().prop_map(Around::Tool),
        3 => tries().prop_map(Around::Retry),
        1 => time().prop_map(Around::Timeout),
        1 => time().prop_map(Around::TryTimeout),
        1 => time().prop_map(Around::Hedge),
        1 => time().prop_map(Around::WithinTime),
        1 => (0..4_u64).prop_map(Around::Within),
        1 => (0..4_u64).prop_map(Around::TryWithin),
        2 => (1..4_u8, 0..4_u8).prop_map(|(turns, max)| Around::Loop { turns, max }),
        2 => select(vec![Nested::Blocks, Nested::Tries, Nested::Awaits]).prop_map(Around::Nested),
    ]
}

fn pair() -> impl Strategy<Value = Pair> {
    select(vec![Pair::Join, Pair::Zip, Pair::TryJoin, Pair::Fallback, Pair::TryFallback, Pair::Flow])
}

fn choice() -> impl Strategy<Value = Choice> {
    select(vec![Choice::Planner, Choice::Router])
}

fn all() -> impl Strategy<Value = All> {
    prop_oneof![
        2 => Just(All::Sequence),
        2 => Just(All::TrySequence),
        1 => (1..4_usize).prop_map(All::Limited),
        1 => (1..4_usize).prop_map(All::TryLimited),
        1 => (1..4_usize).prop_map(All::AtOnce),
        1 => (4..16_usize).prop_map(All::PerTime),
        1 => Just(All::Race),
        1 => Just(All::FirstSuccess),
        1 => (0..4_usize).prop_map(All::Quorum),
    ]
}
