//! Steps that give an effect: tasks that must not be run twice.

use std::future::{Future, Ready};
use std::marker::PhantomData;

use crate::AgentTask;
use crate::named::{Agent, Effect};
use crate::private::choice::Tell;
use crate::private::kind::{OTHER_FORM, OrTask, Probe, Task};
use crate::site::StepSite;

/// What calling an effect gives.
pub fn effect<N: Agent>(task: AgentTask<N::Value>) -> Effect<N> {
    Effect(task)
}

/// It is a task, and found where that is.
impl<N: Agent> OrTask<Effect<N>> {
    /// The tag.
    pub fn kind(&self) -> EffectTag<N> {
        EffectTag(PhantomData)
    }
}

/// The step gives an effect.
pub struct EffectTag<N>(PhantomData<fn() -> N>);

impl<N> Clone for EffectTag<N> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<N> Copy for EffectTag<N> {}

impl<N> Default for EffectTag<N> {
    fn default() -> Self {
        EffectTag(PhantomData)
    }
}

impl<N: Agent> EffectTag<N> {
    /// The agent that must not be called twice.
    pub fn effect(self) -> Probe<N> {
        Probe::new()
    }

    /// Nothing to ask of it here.
    pub fn check(self, _effect: &Effect<N>) {}

    /// The form of a task.
    pub fn as_closure(self) {}

    /// Not the form of a task.
    pub fn as_future(self) -> ! {
        unreachable!("{OTHER_FORM}")
    }

    /// It borrows from nothing.
    pub fn gives(self, _effect: &Effect<N>) -> Probe<()> {
        Probe::new()
    }

    /// Tells what the value is.
    pub fn wrap<P>(self, effect: Effect<N>, _pass: P) -> Task<N::Value> {
        Task(effect.0)
    }

    /// The same, for a step that borrows.
    pub fn wrap_borrowing(self, effect: Effect<N>) -> Task<N::Value> {
        Task(effect.0)
    }

    /// The value, as a future has it.
    pub fn resolve(self, _effect: Effect<N>) -> Ready<N::Value> {
        unreachable!("{OTHER_FORM}")
    }

    /// An arm that gives an effect.
    pub fn tell(self, _tell: Tell<EffectTag<N>, N::Value>, _effect: Effect<N>) -> ! {
        unreachable!("{OTHER_FORM}")
    }

    /// The value, for editors.
    pub fn shown(self, _effect: Effect<N>) -> N::Value {
        unreachable!("{OTHER_FORM}")
    }
}

impl<N: Agent> Tell<EffectTag<N>, N::Value> {
    /// It is evaluated where it stands.
    pub fn is_later(self) -> bool {
        false
    }

    /// The task itself.
    pub fn now(self, effect: Effect<N>) -> AgentTask<N::Value> {
        effect.0
    }

    /// It is no future.
    pub fn later<F: Future<Output = N::Value>>(self, _site: &'static StepSite, _future: F) -> AgentTask<N::Value> {
        unreachable!("{OTHER_FORM}")
    }
}
