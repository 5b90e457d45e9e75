//! Agents and plans that other processes know by their names.
//!
//! A closure can't be sent to another process, nor found again after a crash. A name and an input can. [`agent`](crate::agent)
//! gives a function a name: calling it makes a task, which an engine may run elsewhere, or record. [`plan`](crate::plan) does
//! the same for a function that builds a plan, which an engine builds anew wherever it goes on. A [`Registry`] holds those that
//! a process can run, and runs them by name. All that goes between processes is JSON.
//!
//! ```
//! use agentflow::{AgentTask, agent, named::Registry, plan, workflow};
//!
//! #[agent(pure)]
//! fn count(text: &str) -> usize {
//!     text.split_whitespace().count()
//! }
//!
//! #[plan]
//! fn compare(a: String, b: String) -> AgentTask<bool> {
//!     workflow! { par { x = count(&a); y = count(&b) } => x == y }
//! }
//!
//! // In this process it is a plan as any other.
//! assert!(compare("one two".into(), "three four".into()).await_result());
//!
//! // What a worker process does with what it is sent:
//! let registry = Registry::new().agent::<count>().plan::<compare>();
//! let answer = registry.run_agent("count", br#"["three words here"]"#).await_result().unwrap();
//! assert_eq!(answer.value, b"3");
//! ```
//!
//! The attribute makes a type beside the function, with the same name: it stands for the agent where a type is asked for, as in
//! `Registry::agent::<count>`. Importing the function imports both.

mod effect;
mod key;
#[cfg(feature = "temporal")]
mod keyed;
mod registry;

pub use effect::Effect;
pub use key::call_key;
pub use registry::Registry;

use crate::AgentTask;
use crate::private::Wire;
use crate::site::StepSite;

/// What a process knows by its name: an agent or a plan. Made by [`agent`](crate::agent) and [`plan`](crate::plan).
pub trait Named: 'static {
    /// The name.
    const NAME: &'static str;
    /// What it is given: its arguments as a tuple, owned.
    type Input: 'static;
    /// What it yields.
    type Value: 'static;

    /// The task that calling the function makes.
    fn task(input: Self::Input) -> AgentTask<Self::Value>;

    #[doc(hidden)]
    fn site() -> &'static StepSite;
    #[doc(hidden)]
    fn wire() -> Wire<Self::Input, Self::Value>;
}

/// A function that runs by its name.
pub trait Agent: Named {
    /// What may be done with calls of it.
    const NATURE: Nature;
}

/// A function that builds a plan, by its name.
pub trait Plan: Named {}

/// What running an agent again would come to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Nature {
    /// It gives the same for the same input, and changes nothing: a value of it can be kept and used for all equal calls.
    Pure,
    /// What it changes is the same after two runs as after one: it may be tried again, raced, and run again after a crash.
    Idempotent,
    /// Running it twice does it twice, as for a payment or a message: no plan may race it, try it again or keep its value.
    Effect,
}
