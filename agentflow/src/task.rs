//! What a plan is: [`AgentTask`], its nodes, and one step of running it.

mod link;
mod ready;

pub(crate) use link::Link;
pub(crate) use ready::Ready;

use std::any::Any;
use std::sync::Arc;

use crate::graph::Sketch;
use crate::run::{Cx, Next, Pending};
use crate::site::AgentName;

/// A pure description of parallel work that yields an `A`.
///
/// Building one runs nothing. It can be cloned (which copies a pointer), stored, returned from a function, combined
/// with others, and run as often as wanted; each run does the work anew. Where it runs is decided when it is run:
///
/// | call | what it does |
/// |---|---|
/// | [`await_result`](AgentTask::await_result) | blocks this thread until the value is there; a panic of an agent resumes here |
/// | [`try_await_result`](AgentTask::try_await_result) | the same, with panics and cancellation as a [`RunError`](crate::RunError) |
/// | `task.await` | inside any async code; dropping the future cancels the run |
/// | [`run_on`](AgentTask::run_on), [`try_run_on`](AgentTask::try_run_on) | blocks, on the [executor](crate::executor) of your choice |
///
/// ```
/// use agentflow::{AgentTask, completed_task, join_results, lazy_task};
///
/// let plan: AgentTask<u32> = join_results(lazy_task(|| 6), completed_task(7), |a, b| a * b);
/// assert_eq!(plan.clone().await_result(), 42);
/// assert_eq!(plan.await_result(), 42); // the same description, run again
/// ```
///
/// The idea is that of `Par` in *Functional Programming in Scala* (chapter 7), whose representation is a function from
/// an executor to a future; here that function takes one step at a time, as in Haxl, so that work which needs no future
/// never makes one.
#[must_use = "descriptions are lazy and do nothing unless run"]
pub struct AgentTask<A>(pub(crate) Form<A>);

/// The two forms of a description: a value that is already there needs no allocation.
pub(crate) enum Form<A> {
    Ready(Ready<A>),
    Node(Link<A>),
}

/// Work that can be run any number of times.
///
/// The node is taken by its `Arc` so that work which outlives the call (a future) can go on holding it.
pub(crate) trait Node<A>: Any + link::Erased + Send + Sync {
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<A>;

    /// The same for a node that the caller goes on holding, as `this`. What ends with this call needs no handle of its own, which
    /// all threads that run the node would count up and down.
    fn run_kept(&self, this: &Arc<dyn Node<A>>, cx: &Cx<'_>) -> Step<A>
    where
        A: 'static,
    {
        Arc::clone(this).run(cx)
    }

    /// Runs it where others go on with its value. An agent that waits takes `next` along, which follows it, into the same piece
    /// of memory. What only follows another task becomes `next`, if there is none, and its step is that task.
    fn run_followed(self: Arc<Self>, cx: &Cx<'_>, _next: &mut Option<Next<A>>) -> Step<A> {
        self.run(cx)
    }

    /// Starts what is asynchronous in a node of [`Kind::Mixed`] and keeps its CPU work for later.
    fn start(self: Arc<Self>, cx: &Cx<'_>) -> Started<A> {
        Started::Step(self.run(cx))
    }

    /// Does what a node of [`Kind::Inline`] does beside CPU work, if that can be told apart.
    fn build(self: Arc<Self>, _cx: &Cx<'_>) -> Started<A> {
        Started::Rest(Box::new(|cx| self.run(cx)))
    }

    /// What [`AgentTask::named`] calls it.
    fn name(&self) -> Option<&Arc<AgentName>> {
        None
    }

    /// Draws what is known of it before it runs.
    fn sketch(&self, sketch: &mut Sketch) {
        sketch.unknown();
    }
}

/// What one step of a task came to.
pub(crate) enum Step<A> {
    /// The value is here: no future was made for it.
    Done(A),
    /// Go on with this task: a trampoline, so that chains use no stack.
    Tail(AgentTask<A>),
    /// Something asynchronous is under way.
    Later(Pending<A>),
    /// The run, or this part of it, is cancelled: nobody waits for the value any more.
    Stopped,
}

/// What [`Node::start`] left to do.
pub(crate) enum Started<A> {
    Step(Step<A>),
    /// The CPU part, with the asynchronous part already under way inside.
    Rest(Rest<A>),
}

/// The rest of a step.
pub(crate) type Rest<A> = Box<dyn FnOnce(&Cx<'_>) -> Step<A> + Send>;

/// Where a task's first step may run, known before it is run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// A worker of the pool: it computes.
    Cpu,
    /// Anywhere: it starts something and returns at once.
    Async,
    /// Anywhere: it only builds a description.
    Inline,
    /// A join of tasks of which some are asynchronous and some compute.
    Mixed,
}

impl Kind {
    /// The kind of a join of two tasks.
    pub(crate) fn join(self, other: Self) -> Self {
        match (self, other) {
            // Two sub-plans: nothing is known of them yet, and they should not run one after the other.
            (Kind::Inline, Kind::Inline) => Kind::Cpu,
            (Kind::Inline, kind) | (kind, Kind::Inline) => kind,
            (left, right) if left == right => left,
            _ => Kind::Mixed,
        }
    }

    /// The kind of a task that begins with a task of this kind and then does something else.
    pub(crate) fn first(self) -> Self {
        if self == Kind::Mixed { Kind::Cpu } else { self }
    }

    pub(crate) fn starts_something(self) -> bool {
        matches!(self, Kind::Async | Kind::Mixed)
    }
}

impl<A: 'static> AgentTask<A> {
    pub(crate) fn from_node(kind: Kind, node: impl Node<A>) -> Self {
        AgentTask::of(kind, Arc::new(node))
    }

    pub(crate) fn of(kind: Kind, node: Arc<dyn Node<A>>) -> Self {
        AgentTask(Form::Node(Link::new(node, kind)))
    }

    pub(crate) fn kind(&self) -> Kind {
        match &self.0 {
            Form::Ready(_) => Kind::Inline,
            Form::Node(link) => link.kind(),
        }
    }

    /// The name that was given to just this task.
    pub(crate) fn name(&self) -> Option<&Arc<AgentName>> {
        match &self.0 {
            Form::Ready(_) => None,
            Form::Node(link) => link.node()?.name(),
        }
    }

    /// Takes the task out of a node that nobody else holds, and which has no other use for it.
    pub(crate) fn take(&mut self) -> Self {
        std::mem::replace(self, AgentTask(Form::Node(Link::taken())))
    }

    pub(crate) fn is_ready(&self) -> bool {
        matches!(self.0, Form::Ready(_))
    }
}

impl<A> Clone for AgentTask<A> {
    #[inline]
    fn clone(&self) -> Self {
        AgentTask(match &self.0 {
            Form::Ready(ready) => Form::Ready(ready.clone()),
            Form::Node(link) => Form::Node(link.clone()),
        })
    }
}

impl<A> std::fmt::Debug for AgentTask<A> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AgentTask<{}>", std::any::type_name::<A>())
    }
}
