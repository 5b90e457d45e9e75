//! Which agent this thread is running, for agents that ask.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::sync::Arc;

use super::Scope;
use crate::site::{AgentName, Site};

/// An agent, and the part of the run that it belongs to.
#[derive(Clone)]
pub(crate) struct Ambient {
    pub(crate) scope: Arc<Scope>,
    site: Site,
}

thread_local! {
    /// Whether there is one below: a look at this costs next to nothing.
    static IS_KNOWN: Cell<bool> = const { Cell::new(false) };
    static AGENT: RefCell<Option<Ambient>> = const { RefCell::new(None) };
}

impl Ambient {
    /// The agent that this thread is running, if something is carried around it. Nobody else needs to know.
    pub(crate) fn current() -> Option<Self> {
        if IS_KNOWN.get() { AGENT.with_borrow(Clone::clone) } else { None }
    }

    /// What errors call it.
    pub(crate) fn name(&self) -> AgentName {
        self.scope.name_of(self.site)
    }
}

/// Whether this thread waits inside of an agent: those that it runs meanwhile are not that one.
#[inline]
pub(super) fn is_known() -> bool {
    IS_KNOWN.get()
}

/// Enters an agent, until the guard is dropped.
pub(super) fn enter(scope: &Arc<Scope>, site: Site) -> Outer {
    scope.enters_agent();
    let agent = scope.carries_something().then(|| Ambient { scope: Arc::clone(scope), site });
    let outer = exchange(agent);
    Outer { _inside: scope.inside_agent(), agent: outer }
}

/// Puts the agent back that was running before, also when the inner one panics.
pub(super) struct Outer {
    /// What observers want to have around the agent's code.
    _inside: Vec<Box<dyn Any>>,
    agent: Option<Ambient>,
}

impl Drop for Outer {
    fn drop(&mut self) {
        drop(exchange(self.agent.take()));
    }
}

fn exchange(agent: Option<Ambient>) -> Option<Ambient> {
    IS_KNOWN.set(agent.is_some());
    AGENT.replace(agent)
}
