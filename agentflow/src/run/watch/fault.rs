//! What is done to agents in a test that they would not do by themselves.

use std::any::Any;
use std::future::Future;
use std::panic::resume_unwind;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use super::{Begin, Failure, Running, Watch};
use crate::error::{AgentError, RunError};
use crate::run::{Cx, Driving, Pending, Scope};
use crate::site::{Role, Site};
use crate::task::Step;
use crate::watch::{Event, Observer, What};

/// Which agents have a fault.
pub(crate) trait Faults: Send + Sync {
    /// The fault of this one, which is about to start.
    fn of(&self, agent: &Event, can_fail: bool) -> Option<Fault>;
}

/// A fault of an agent.
#[derive(Clone)]
pub(crate) enum Fault {
    /// It panics.
    Panics(String),
    /// It fails.
    Fails(String),
    /// It has this value.
    Yields(Arc<dyn Fn() -> Box<dyn Any + Send> + Send + Sync>),
    /// It waits for ever.
    Stalls,
    /// It begins so much later.
    Slow(Duration),
    /// The same, and goes on after it was cancelled.
    Late(Duration),
}

impl Watch {
    /// `observer` alone, of a run in which agents have `faults`.
    pub(crate) fn with_faults(observer: Arc<dyn Observer>, faults: Arc<dyn Faults>) -> Self {
        Watch { observers: vec![observer], faults: Some(faults), ..Watch::none() }
    }
}

impl Running {
    /// How an agent begins that may have a fault.
    pub(super) fn with_fault<A: Send + 'static>(
        &self,
        site: Site,
        failure: &'static Failure<A>,
        begin: Begin<A>,
    ) -> Begin<A> {
        let (does_it, can_fail) = match site.role() {
            Role::Agent => (true, false),
            Role::Asked => (true, failure.make.is_some()),
            Role::Bodies | Role::Tried => (false, false),
        };
        let faults = self.around.watch.faults.as_ref().filter(|_| does_it);
        let agent = faults.and_then(|faults| Some((faults, self.around.event(&self.scope, What::Queued)?)));
        match agent.and_then(|(faults, event)| faults.of(&event, can_fail)) {
            None => begin,
            Some(fault) => fault.around(site, failure, begin),
        }
    }
}

impl Fault {
    fn around<A: Send + 'static>(self, site: Site, failure: &'static Failure<A>, begin: Begin<A>) -> Begin<A> {
        match self {
            Fault::Panics(message) => Box::new(move |cx| cx.value_of(site, || resume_unwind(Box::new(message)))),
            Fault::Stalls => Box::new(move |cx| {
                let _it_runs = cx.call(site, || ());
                Step::Later(Pending::never())
            }),
            Fault::Fails(error) => instead(site, "can't fail: it has no `?`", move |cx| {
                let make = failure.make.filter(|_| site.role() == Role::Asked)?;
                Some(make(AgentError::of(cx.scope.name_of(site), error.into())))
            }),
            Fault::Yields(value) => match site {
                Site::At(_) => {
                    instead(site, "has a value of another type than the one that a fault gives", move |_| {
                        value().downcast().ok().map(|value| *value)
                    })
                }
                Site::Step(_) => {
                    instead(site, "is a step, whose value the block keeps: only a task can be made to yield", |_| None)
                }
            },
            Fault::Slow(time) => Box::new(move |cx| Step::Later(Pending::new(slow(cx, time, begin)))),
            Fault::Late(time) => Box::new(move |cx| {
                let scope = cx.scope.part_elsewhere();
                let pending = Pending::new(slow(&cx.within(&scope), time, begin));
                let agent = Some(Driving::new(pending, Arc::clone(&scope), cx.depth));
                Step::Later(Pending::new(Late { agent, scope }))
            }),
        }
    }
}

/// A value instead of the one that the agent would have.
fn instead<A>(
    site: Site,
    refusal: &'static str,
    value: impl FnOnce(&Cx<'_>) -> Option<A> + Send + 'static,
) -> Begin<A> {
    Box::new(move |cx| {
        let _it_runs = cx.call(site, || ());
        let Some(value) = value(cx) else {
            cx.scope.fail(RunError::refused(format!("{} {refusal}", cx.scope.name_of(site))));
            return Step::Stopped;
        };
        Step::Done(value)
    })
}

fn slow<A: Send + 'static>(cx: &Cx<'_>, time: Duration, begin: Begin<A>) -> impl Future<Output = Step<A>> + use<A> {
    let (scope, depth) = (Arc::clone(cx.scope), cx.depth);
    async move {
        let sleep = scope.run().workers.sleep(time);
        sleep.await;
        begin(&Cx::polling(&scope, depth))
    }
}

/// An agent that goes on when nobody waits for it any more.
struct Late<A: Send + 'static> {
    agent: Option<Driving<A>>,
    scope: Arc<Scope>,
}

impl<A: Send + 'static> Future for Late<A> {
    type Output = Step<A>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Step<A>> {
        let Some(agent) = &mut self.agent else { return Poll::Pending };
        Pin::new(agent).poll(cx).map(|a| {
            self.agent = None;
            Step::Done(a)
        })
    }
}

impl<A: Send + 'static> Drop for Late<A> {
    fn drop(&mut self) {
        if let Some(agent) = self.agent.take() {
            self.scope.run().workers.spawn_async(Box::pin(async move { drop(agent.await) }));
        }
    }
}
