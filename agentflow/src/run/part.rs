//! A task as a part of the run by itself: its own scope, and what there is to do when it ends.

use std::sync::Arc;

use super::{Cx, Driving, Outcome, Pending, Scope};
use crate::AgentTask;
use crate::task::Step;

impl Cx<'_> {
    /// Takes the steps of a task that is a part of the run by itself: whoever waits for it need not know that.
    pub(crate) fn drive_part<A: Send + 'static>(&self, part: Arc<Scope>, task: AgentTask<A>) -> Step<A> {
        self.go_on_in_part(part, Step::Tail(task))
    }

    /// The same from a step that was taken already.
    pub(crate) fn go_on_in_part<A: Send + 'static>(&self, part: Arc<Scope>, step: Step<A>) -> Step<A> {
        self.go_on_holding(part, step, ())
    }

    /// The same, and `held` is dropped when there is a value, before anybody goes on with it, or with the task.
    pub(crate) fn go_on_holding<A: Send + 'static>(
        &self,
        part: Arc<Scope>,
        step: Step<A>,
        held: impl Send + 'static,
    ) -> Step<A> {
        self.end_part(part, step, |a| {
            drop(held);
            Step::Done(a)
        })
    }

    /// The same, and `end` goes on with the value.
    pub(crate) fn end_part<A: Send + 'static, B: Send + 'static>(
        &self,
        part: Arc<Scope>,
        step: Step<A>,
        end: impl FnOnce(A) -> Step<B> + Send + 'static,
    ) -> Step<B> {
        match self.within(&part).drive_step(step) {
            Outcome::Done(a) => end(a),
            Outcome::Later(pending) => {
                let leaves = pending.leaves();
                let both = (Driving::new(pending, part, self.depth), end);
                let wait = async move {
                    // If it is cancelled, what waits is gone before what the end holds.
                    let (inside, end) = both;
                    end(inside.await)
                };
                Step::Later(Pending::of(wait, leaves))
            }
            Outcome::Stopped => Step::Stopped,
        }
    }
}
