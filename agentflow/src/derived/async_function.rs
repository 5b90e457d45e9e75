//! A tool as a function to tasks.

use std::panic::Location;
use std::sync::Arc;

use crate::AgentTask;
use crate::primitive::lazy_task::lazy_at;
use crate::site::Site;

/// Lifts a tool: from `A -> B` to `A -> AgentTask<B>`, each call an agent of its own.
///
/// The argument is cloned for each run of the task, because a description can be run again.
///
/// Law: `async_function(f)(a) == completed_task(f(a))` for a pure `f`.
///
/// ```
/// use agentflow::{async_function, sequence_tasks};
///
/// let length = async_function(|word: String| word.len());
/// let plan = sequence_tasks(["map", "reduce"].map(String::from).map(length).into());
/// assert_eq!(plan.await_result(), [3, 6]);
/// ```
///
/// In the literature: `asyncF`.
#[doc(alias = "asyncF")]
#[doc(alias = "lift")]
#[track_caller]
pub fn async_function<A, B, F>(f: F) -> impl Fn(A) -> AgentTask<B> + Clone + Send + Sync + 'static
where
    A: Clone + Send + Sync + 'static,
    B: Send + 'static,
    F: Fn(A) -> B + Send + Sync + 'static,
{
    let (site, f) = (Site::At(Location::caller()), Arc::new(f));
    move |a: A| {
        let f = Arc::clone(&f);
        lazy_at(site, move || f(a.clone()))
    }
}
