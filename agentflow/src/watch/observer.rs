//! Whoever is told.

use super::Event;

/// Is told what happens to agents, by the threads on which it happens, and holds them up as long as it takes.
///
/// A closure is one; so a channel is `move |event: &Event| drop(sender.send(event.clone()))`. It must not wait for agents of
/// the run that it watches.
pub trait Observer: Send + Sync + 'static {
    /// This has happened.
    fn event(&self, event: &Event);
}

impl<F: Fn(&Event) + Send + Sync + 'static> Observer for F {
    fn event(&self, event: &Event) {
        self(event);
    }
}
