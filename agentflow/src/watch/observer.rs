//! Whoever is told.

use std::any::Any;

use super::{AgentId, Event};

/// Is told what happens to agents, by the threads on which it happens, and holds them up as long as it takes.
///
/// A closure is one; so a channel is `move |event: &Event| drop(sender.send(event.clone()))`. It must not wait for agents of
/// the run that it watches.
pub trait Observer: Send + Sync + 'static {
    /// This has happened.
    fn event(&self, event: &Event);

    /// A guard that is kept while code of this agent runs on this thread: at each call of its closure, and at each poll of its
    /// future. None, unless an observer says otherwise.
    fn inside(&self, agent: AgentId) -> Option<Box<dyn Any>> {
        let _ = agent;
        None
    }

    /// The task that is watched has ended or was cancelled, and its value has not been handed on yet. Of agents that nobody
    /// waits for any more, such as those that lost a race, something may still be heard. Does nothing, unless an observer says
    /// otherwise.
    fn ended(&self) {}
}

impl<F: Fn(&Event) + Send + Sync + 'static> Observer for F {
    fn event(&self, event: &Event) {
        self(event);
    }
}
