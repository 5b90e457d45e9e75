//! A plan as a task, made by functions.

use std::collections::HashMap;
use std::ops::ControlFlow::{self, Break, Continue};
use std::sync::{Arc, Mutex};
use std::thread;

use agentflow::error::OutOfTurns;
use agentflow::policy::{Budget, Retry};
use agentflow::{
    AgentError, AgentTask, Codec, async_function, async_task, blocking_task, call_agent, completed_task,
    dynamic_planner, join_results, lazy_task, loop_task, parallel_filter, router, share, spawn_agent, timer,
    try_join_results, workflow,
};

use super::value::merge_numbers;
use super::world::SLOW;
use super::{
    Agent, Around, Choice, Failure, Nested, Pair, Shape, Time, Tries, Value, Wait, Way, World, blocks, is_even, lists,
    merge, merge_all,
};

pub(super) type Task = AgentTask<Value>;

impl Shape {
    /// The plan itself, where nobody asks who has started.
    pub(crate) fn plan(&self) -> Task {
        self.plan_in(&World::new(self.size()))
    }

    /// The plan itself. What happens in it, the world is told.
    pub(crate) fn plan_in(&self, world: &Arc<World>) -> Task {
        match self {
            Shape::Completed(value) => completed_task(value.clone()),
            Shape::Agent(agent) => leaf(*agent, world),
            Shape::Filter(id, items) => filter(*id, items, world),
            Shape::Timer => timer(Time::Tiny.duration()).map(|()| Ok(0)),
            Shape::Around(Around::Block, inner) => blocks::block(inner, world),
            Shape::Around(around, inner) => around.build(inner.plan_in(world), world),
            Shape::Pair(pair, both) => pair.build(both.each_ref().map(|part| part.plan_in(world))),
            Shape::Choice(choice, all) => choice.build(all.each_ref().map(|part| part.plan_in(world))),
            Shape::All(all, tasks) => lists::build(*all, tasks.iter().map(|task| task.plan_in(world)).collect()),
        }
    }
}

fn leaf(agent: Agent, world: &Arc<World>) -> Task {
    let held = world.hold();
    match agent.way {
        Way::Lazy => lazy_task(move || held.act(agent)),
        Way::Blocking => blocking_task(move || held.act(agent)),
        Way::Slow => lazy_task(move || {
            let starts_before = held.start(agent.id);
            thread::sleep(SLOW);
            agent.end.come(starts_before)
        }),
        Way::Called => {
            let codec = Codec {
                encode: |()| Err("it runs here".into()),
                encode_value: |_| Err("it runs here".into()),
                decode: |_| Err("it runs here".into()),
                failed: |_| false,
            };
            call_agent("agent", (), codec, move |()| {
                let held = held.clone();
                lazy_task(move || held.act(agent))
            })
        }
        Way::Later(_) | Way::Sleeps | Way::Stalls => async_task(move || {
            let held = held.clone();
            async move {
                let starts_before = held.start(agent.id);
                agent.way.wait().await;
                agent.end.come(starts_before)
            }
        }),
    }
}

impl Way {
    async fn wait(self) {
        match self {
            Way::Later(times) => {
                for _ in 0..times {
                    tokio::task::yield_now().await;
                }
            }
            Way::Sleeps => tokio::time::sleep(Time::Tiny.duration()).await,
            Way::Stalls => std::future::pending().await,
            Way::Lazy | Way::Blocking | Way::Slow | Way::Called => {}
        }
    }
}

fn filter(id: usize, items: &[i64], world: &Arc<World>) -> Task {
    let held = world.hold();
    let passes = move |n: &i64| {
        held.start(id);
        n % 2 == 0
    };
    parallel_filter(items.to_vec(), passes).map(|kept| merge_all(kept.into_iter().map(Ok)))
}

impl Around {
    fn build(&self, task: Task, world: &World) -> Task {
        match *self {
            Around::Block | Around::Spawn => spawn_agent(move || task.clone()),
            Around::Named => task.named("agent"),
            Around::Map(ref f) => {
                let f = f.clone();
                task.map(move |value| f.call(value))
            }
            Around::Tool(ref f) => {
                let f = f.clone();
                task.and_then(async_function(move |value| f.call(value)))
            }
            Around::Flatten => lazy_task(move || task.clone()).flatten(),
            Around::Share(_) => twice(&share(task)),
            Around::Cached(id) => {
                let cached = || task.clone().cached(world.key(id));
                join_results(cached(), cached(), merge)
            }
            Around::TryCached(id) => task.try_cached(world.key(id)),
            Around::CachedIn(id) => task.cached_in(Arc::new(Mutex::new(HashMap::new())), id),
            Around::TryCachedIn(id) => task.try_cached_in(Arc::new(Mutex::new(HashMap::new())), id),
            Around::Retry(tries) => told(task.retry(tries.policy())),
            Around::Timeout(time) => told(task.timeout(time.duration())).map(Result::flatten),
            Around::TryTimeout(time) => told(task.try_timeout(time.duration())),
            Around::Hedge(time) => task.hedge(time.duration()),
            Around::Within(calls) => spawn_agent(move || {
                told(task.clone().within(&Budget::new().limit("calls", calls))).map(Result::flatten)
            }),
            Around::TryWithin(calls) => {
                spawn_agent(move || told(task.clone().try_within(&Budget::new().limit("calls", calls))))
            }
            Around::WithinTime(time) => {
                spawn_agent(move || told(task.clone().try_within(&Budget::new().time(time.duration()))))
            }
            Around::Loop { turns, max } => {
                let turn = move |turn: Turn| task.clone().map(move |value| next_turn(turn.clone(), value, turns));
                loop_task(max.into(), FIRST_TURN, turn).map(in_turns)
            }
            Around::Nested(nested) => nested.build(task),
        }
    }
}

/// The number of the turn, and what the turns before it came to.
pub(super) type Turn = (u8, Value);

pub(super) const FIRST_TURN: Turn = (0, Ok(7));

pub(super) fn next_turn((turn, so_far): Turn, value: Value, turns: u8) -> ControlFlow<Value, Turn> {
    let so_far = merge(so_far, value);
    if turn + 1 == turns || so_far.is_err() { Break(so_far) } else { Continue((turn + 1, so_far)) }
}

pub(super) fn in_turns(result: Result<Value, OutOfTurns<Turn>>) -> Value {
    result.unwrap_or(Err(Failure::OutOfTurns))
}

fn twice(task: &Task) -> Task {
    join_results(task.clone(), task.clone(), merge)
}

/// With the failure that the error of a policy tells of.
pub(super) fn told<A: Send + 'static>(task: AgentTask<Result<A, AgentError>>) -> AgentTask<Result<A, Failure>> {
    task.map(|result| result.map_err(|error| Failure::of(&error)))
}

impl Tries {
    pub(super) fn policy(self) -> Retry {
        let policy = Retry::times(self.times);
        let policy = match self.wait {
            Wait::None => policy,
            Wait::Constant => policy.constant(Time::Tiny.duration()),
            Wait::Exponential => policy.exponential(Time::Tiny.duration()).at_most(Time::Tiny.duration() * 2).jitter(),
        };
        if self.only_odd { policy.when(move |error| self.tries_again_after(&Failure::of(error))) } else { policy }
    }

    pub(super) fn tries_again_after(self, failure: &Failure) -> bool {
        !self.only_odd || matches!(failure, Failure::Code(code) if code % 2 == 1)
    }
}

impl Nested {
    fn build(self, task: Task) -> Task {
        match self {
            Nested::Blocks => lazy_task(move || task.clone().await_result()),
            Nested::Tries => lazy_task(move || task.clone().try_await_result().unwrap_or(Err(Failure::Panicked))),
            Nested::Awaits => async_task(move || {
                let task = task.clone();
                async move { task.await }
            }),
        }
    }
}

impl Pair {
    fn build(self, [left, right]: [Task; 2]) -> Task {
        match self {
            Pair::Join => join_results(left, right, merge),
            Pair::Zip => left.zip(right).map(|(left, right)| merge(left, right)),
            Pair::TryJoin => try_join_results(left, right, merge_numbers),
            Pair::Fallback => left.map(|value| value.map(Ok)).fallback(right),
            Pair::TryFallback => told(left.try_fallback(right)),
            Pair::Flow => workflow! {
                par { a = left.clone(); b = right.clone(); c = merge(a.clone(), Ok(1)) }
                d = merge(a, b);
                => merge(c, d)
            },
        }
    }
}

impl Choice {
    fn build(self, [first, even, odd]: [Task; 3]) -> Task {
        match self {
            Choice::Planner => dynamic_planner(first, move |value| {
                let rest = if is_even(&value) { even.clone() } else { odd.clone() };
                rest.map(move |last| merge(value.clone(), last))
            }),
            Choice::Router => router(first.map(|value| is_even(&value)), even, odd),
        }
    }
}
