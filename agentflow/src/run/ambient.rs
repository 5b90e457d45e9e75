//! Which agent this thread is running, for agents that ask.

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
        self.scope.name().map_or_else(|| self.site.into(), |name| AgentName::clone(name))
    }
}

/// Runs `f`, the code of an agent.
#[inline]
pub(crate) fn entered<R>(scope: &Arc<Scope>, site: Site, f: impl FnOnce() -> R) -> R {
    // A thread that waits inside of one agent may be running another one meanwhile.
    if scope.carries_something() || IS_KNOWN.get() { inside(scope, site, f) } else { f() }
}

#[cold]
fn inside<R>(scope: &Arc<Scope>, site: Site, f: impl FnOnce() -> R) -> R {
    let agent = scope.carries_something().then(|| Ambient { scope: Arc::clone(scope), site });
    let _outer = Outer(exchange(agent));
    f()
}

/// Puts the agent back that was running before, also when the inner one panics.
struct Outer(Option<Ambient>);

impl Drop for Outer {
    fn drop(&mut self) {
        drop(exchange(self.0.take()));
    }
}

fn exchange(agent: Option<Ambient>) -> Option<Ambient> {
    IS_KNOWN.set(agent.is_some());
    AGENT.replace(agent)
}
