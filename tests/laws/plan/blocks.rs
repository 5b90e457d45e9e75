//! A plan as a task, made by a block: the same meaning in other words.

use std::sync::Arc;

use agentflow::policy::{Budget, Limit};
use agentflow::workflow;

use super::build::{FIRST_TURN, Task, in_turns, next_turn, told};
use super::lists::merge_successes;
use super::value::merge_numbers;
use super::{All, Around, Choice, Failure, Pair, Shape, World, is_even, merge, merge_all};

/// The outermost part of the plan as a block; what is inside is made by functions. What has no words of its own is the
/// step of a block.
pub(super) fn block(shape: &Shape, world: &Arc<World>) -> Task {
    let plan = |shape: &Shape| shape.plan_in(world);
    let written = match shape {
        Shape::Around(around, inner) => under(around, &plan(inner), world),
        Shape::Pair(pair, both) => of_two(*pair, &both.each_ref().map(plan)),
        Shape::Choice(choice, all) => Some(choose(*choice, &all.each_ref().map(plan))),
        Shape::All(all, tasks) => of_all(*all, &tasks.iter().map(plan).collect::<Vec<_>>()),
        _ => None,
    };
    written.unwrap_or_else(|| {
        let task = plan(shape);
        workflow! { value = task.clone(); => value }
    })
}

/// Policies are attributes.
fn under(around: &Around, task: &Task, world: &World) -> Option<Task> {
    let task = task.clone();
    Some(match *around {
        Around::Map(ref f) => {
            let f = f.clone();
            workflow! { value = task.clone(); => f.call(value) }
        }
        Around::TryCached(id) => {
            let key = world.key(id);
            told(workflow! {
                #[cached(key = key)]
                value = task.clone()?;
                => value
            })
        }
        Around::Retry(tries) => told(workflow! {
            #[retry(times = tries.times, when = move |error| tries.tries_again_after(&Failure::of(error)))]
            value = task.clone()?;
            => value
        }),
        Around::TryTimeout(time) => {
            let limit = time.duration();
            told(workflow! {
                #[timeout(limit)]
                value = task.clone()?;
                => value
            })
        }
        Around::Hedge(time) => {
            let delay = time.duration();
            workflow! {
                #[hedge(delay)]
                value = task.clone();
                => value
            }
        }
        Around::TryWithin(calls) => told(workflow! {
            budget = Budget::new().limit("calls", calls);
            #[within(&budget)]
            value = task.clone()?;
            => value
        }),
        Around::Loop { turns, max } => workflow! {
            result = loop(turn = FIRST_TURN) max usize::from(max) {
                value = task.clone();
                => next_turn(turn, value, turns)
            };
            => in_turns(result)
        },
        _ => return None,
    })
}

fn of_two(pair: Pair, both: &[Task; 2]) -> Option<Task> {
    let [left, right] = both.clone();
    Some(match pair {
        Pair::Join | Pair::Zip => workflow! {
            par { a = left.clone(); b = right.clone() }
            => merge(a, b)
        },
        Pair::TryJoin => told(workflow! {
            par { a = left.clone()?; b = right.clone()? }
            => merge_numbers(a, b)
        }),
        Pair::TryFallback => told(workflow! {
            #[fallback(right.clone()?)]
            value = left.clone()?;
            => value
        }),
        Pair::Fallback | Pair::Flow => return None,
    })
}

fn choose(choice: Choice, all: &[Task; 3]) -> Task {
    let [first, even, odd] = all.clone();
    match choice {
        Choice::Planner => workflow! {
            value = first.clone();
            last = match is_even(&value) { true => even.clone(), false => odd.clone() };
            => merge(value, last)
        },
        Choice::Router => workflow! {
            value = first.clone();
            last = if is_even(&value) { even.clone() } else { odd.clone() };
            => last
        },
    }
}

fn of_all(all: All, tasks: &[Task]) -> Option<Task> {
    let each = tasks.to_vec();
    Some(match all {
        All::Sequence => workflow! {
            values = par for task in each.clone() { value = task; => value };
            => merge_all(values)
        },
        All::TrySequence => told(workflow! {
            values = par for task in each.clone() { value = task?; => value };
            => values
        })
        .map(merge_successes),
        All::Limited(n) => workflow! {
            values = par(n) for task in each.clone() { value = task; => value };
            => merge_all(values)
        },
        All::TryLimited(n) => told(workflow! {
            values = par(n) for task in each.clone() { value = task?; => value };
            => values
        })
        .map(merge_successes),
        All::AtOnce(n) => {
            let limit = Limit::at_once(n);
            workflow! {
                values = par for task in each.clone() {
                    #[limit(&limit)]
                    value = task;
                    => value
                };
                => merge_all(values)
            }
        }
        All::Race => {
            let [a, b] = <[Task; 2]>::try_from(each).ok()?;
            workflow! { value = race { a.clone(); b.clone() }; => value }
        }
        All::FirstSuccess => {
            let [a, b] = <[Task; 2]>::try_from(each).ok()?;
            told(workflow! { value = race { a.clone()?; b.clone()? }; => value })
        }
        All::PerTime(_) | All::Quorum(_) => return None,
    })
}
