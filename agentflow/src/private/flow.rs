//! A block as a graph: each agent starts when the agents that it waits for have finished. There are no layers.

mod ending;
mod running;

use std::any::Any;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

pub use ending::Ending;
use ending::Ends;

use running::{Done, Running};

use super::leaf::Env;
use super::slots::Slots;
use super::step::Witness;
use super::vertex::{GivesTask, Vertex};
use crate::AgentTask;
use crate::graph::Sketch;
use crate::run::{Cx, GoOn, Outcome, Pending, Wait, go_on_after, start_first};
use crate::site::{Site, StepSite};
use crate::task::{self, Kind, Node, Step};

/// What the agents of a graph share in one run.
pub struct Held<E> {
    /// The outer variables, as a tuple.
    pub env: Arc<E>,
    /// The values of this run.
    pub slots: Slots,
}

/// The type of what they share.
pub fn held<E>(_env: &E) -> Witness<Held<E>> {
    Witness::new()
}

impl<E> Env<Self> for Held<E>
where
    Self: Send + Sync + 'static,
{
    fn env(&self) -> &Self {
        self
    }
}

/// [`Held`] without the type of the outer variables, for what is compiled once.
pub trait Share: Any + Send + Sync {
    /// The values of this run.
    fn slots(&self) -> &Slots;
}

impl<E: Send + Sync + 'static> Share for Held<E> {
    fn slots(&self) -> &Slots {
        &self.slots
    }
}

/// The outer variables of a graph.
trait Outer: Send + Sync {
    /// What its agents share in a new run.
    fn in_run(self: Arc<Self>, slots: Slots) -> Arc<dyn Share>;
}

impl<E: Send + Sync + 'static> Outer for E {
    fn in_run(self: Arc<Self>, slots: Slots) -> Arc<dyn Share> {
        Arc::new(Held { env: self, slots })
    }
}

/// The graph of a block: which agents wait for which.
pub struct Graph {
    /// How many names are bound.
    pub names: usize,
    /// How many agents each one waits for.
    pub needs: &'static [usize],
    /// Which agents wait for each one.
    pub feeds: &'static [&'static [usize]],
    /// The agents whose values each one uses.
    pub uses: &'static [&'static [usize]],
}

/// Runs the graph, then `result`.
pub fn flow<E, U, R>(env: E, agents: Vec<Vertex<U>>, graph: &'static Graph, result: R) -> AgentTask<R::Value>
where
    E: Send + Sync + 'static,
    R: Ending<U>,
{
    result.end(Plan { outer: Arc::new(env), agents, last: None, graph })
}

/// The agents of a block.
pub struct Plan<U> {
    outer: Arc<dyn Outer>,
    agents: Vec<Vertex<U>>,
    /// The result, if it is an agent like them.
    last: Option<Vertex<U>>,
    graph: &'static Graph,
}

impl<U: Done> Plan<U> {
    /// The last agent leaves the value of the block in a slot.
    fn and_value<O: Send + 'static>(self, last: Vertex<U>) -> AgentTask<O>
    where
        U: Ends<O>,
    {
        AgentTask::from_node(Kind::Inline, Block { plan: self.and(last), value: PhantomData })
    }

    fn and(mut self, last: Vertex<U>) -> Arc<Self> {
        self.last = Some(last);
        Arc::new(self)
    }

    /// The last agent gives a task of that value, which is a tail call.
    fn and_task<O: Send + 'static>(
        self,
        kind: Kind,
        site: &'static StepSite,
        last: Box<dyn GivesTask<O>>,
    ) -> AgentTask<O>
    where
        U: Ends<O>,
    {
        AgentTask::from_node(Kind::Inline, Tail { plan: Arc::new(self), last, kind, site })
    }
}

/// A block whose value is left in a slot. This is all that is compiled for each type of value.
struct Block<U, O> {
    plan: Arc<Plan<U>>,
    value: PhantomData<fn() -> O>,
}

impl<U: Ends<O>, O: Send + 'static> Node<O> for Block<U, O> {
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<O> {
        let running = Running::start(cx, &self.plan);
        let step = running.whole(cx);
        value_of(running, step, cx)
    }

    fn build(self: Arc<Self>, cx: &Cx<'_>) -> task::Started<O> {
        let running = Running::start(cx, &self.plan);
        match running.build_whole(cx) {
            // It is for whoever builds to decide where that may run.
            task::Started::Step(Step::Tail(task)) => {
                task::Started::Rest(Box::new(|cx| value_of(running, Step::Tail(task), cx)))
            }
            task::Started::Step(step) => task::Started::Step(value_of(running, step, cx)),
            task::Started::Rest(rest) => task::Started::Rest(Box::new(|cx| {
                let step = rest(cx);
                value_of(running, step, cx)
            })),
        }
    }

    fn sketch(&self, sketch: &mut Sketch) {
        if let Some(last) = &self.plan.last {
            sketch.block(last.step_site());
        }
    }
}

fn value_of<U: Ends<O>, O: Send + 'static>(running: Arc<Running<U>>, step: Step<U>, cx: &Cx<'_>) -> Step<O> {
    match cx.drive_step(step) {
        Outcome::Done(done) => Step::Done(done.value(running.slots())),
        Outcome::Later(pending) => Step::Later(Pending::new(InSlot(Some((pending, running))))),
        Outcome::Stopped => Step::Stopped,
    }
}

/// A value that will be in its slot. `None` once it was taken from there.
struct InSlot<U>(Option<(Pending<U>, Arc<Running<U>>)>);

impl<U: Ends<O>, O: Send + 'static> Wait<O> for InSlot<U> {
    fn poll(mut self: Pin<&mut Self>, at: &Cx<'_>, cx: &mut Context<'_>) -> Poll<Step<O>> {
        let Some((pending, _)) = &mut self.0 else { return Poll::Ready(Step::Stopped) };
        let done = ready!(pending.poll_value(at, cx));
        let Some((pending, running)) = self.0.take() else { return Poll::Ready(Step::Stopped) };
        // What the block holds is gone before anybody goes on with its value.
        drop(pending);
        Poll::Ready(Step::Done(done.value(running.slots())))
    }

    fn leaves(&self) -> u32 {
        self.0.as_ref().map_or(1, |(pending, _)| pending.leaves())
    }
}

/// A block that ends with a task.
struct Tail<U, O> {
    plan: Arc<Plan<U>>,
    last: Box<dyn GivesTask<O>>,
    kind: Kind,
    site: &'static StepSite,
}

impl<U: Ends<O>, O: Send + 'static> Node<O> for Tail<U, O> {
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<O> {
        let (graph, last) = self.in_run(cx);
        go_on_after(cx, graph, last)
    }

    fn build(self: Arc<Self>, cx: &Cx<'_>) -> task::Started<O> {
        let (graph, last) = self.in_run(cx);
        if graph.kind().starts_something() {
            return start_first(cx, graph, last);
        }
        task::Started::Rest(Box::new(|cx| go_on_after(cx, graph, last)))
    }

    fn sketch(&self, sketch: &mut Sketch) {
        sketch.block(self.site);
    }
}

impl<U: Ends<O>, O: Send + 'static> Tail<U, O> {
    fn in_run(self: Arc<Self>, cx: &Cx<'_>) -> (AgentTask<U>, Arc<LastTask<U, O>>) {
        let running = Running::start(cx, &self.plan);
        (running.graph(), Arc::new(LastTask { tail: self, shared: Arc::clone(running.shared()) }))
    }
}

/// The end of such a block in one run.
struct LastTask<U, O> {
    tail: Arc<Tail<U, O>>,
    shared: Arc<dyn Share>,
}

impl<U: Ends<O>, O: Send + 'static> GoOn<U, O> for LastTask<U, O> {
    fn go_on(self: Arc<Self>, _cx: &Cx<'_>, done: U) -> Step<O> {
        match done.failure() {
            Some(failure) => Step::Done(failure),
            None => Step::Tail(AgentTask::of(self.tail.kind, self)),
        }
    }
}

impl<U: Ends<O>, O: Send + 'static> Node<O> for LastTask<U, O> {
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<O> {
        if cx.may_be_watched() {
            let (site, run) = (Site::Step(self.tail.site), move |cx: &Cx<'_>| self.task(cx));
            return cx.watched(site, &U::WHOLE, None, Box::new(run));
        }
        self.task(cx)
    }
}

impl<U, O: 'static> LastTask<U, O> {
    fn task(&self, cx: &Cx<'_>) -> Step<O> {
        self.tail.last.run(Site::Step(self.tail.site), &self.shared, cx)
    }
}
