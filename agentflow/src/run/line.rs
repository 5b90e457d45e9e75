//! Taking steps where others wait in a line to go on with the value: what only follows another task joins them.

use std::collections::VecDeque;

use super::pending::STEPS_A_POLL;
use super::{Cx, Next, Outcome};
use crate::AgentTask;
use crate::task::{Form, Kind, Link, Step};

impl Cx<'_> {
    /// Takes steps as [`Cx::drive`] does, and counts them. What only follows another task is put before `others`, and takes no
    /// stack.
    #[inline]
    pub(super) fn drive_in_line<A: Send + 'static>(
        &self,
        task: AgentTask<A>,
        others: &mut VecDeque<Next<A>>,
        steps: &mut u32,
    ) -> Outcome<A> {
        match task.0 {
            Form::Ready(ready) => Outcome::Done(ready.into_inner()),
            Form::Node(mut link) => self.drive_node_in_line(&mut link, others, steps),
        }
    }

    fn drive_node_in_line<A: Send + 'static>(
        &self,
        link: &mut Link<A>,
        others: &mut VecDeque<Next<A>>,
        steps: &mut u32,
    ) -> Outcome<A> {
        let cx = &self.deeper();
        if cx.is_too_deep() {
            return cx.unnested(link.take());
        }
        while *steps < STEPS_A_POLL {
            *steps += 1;
            if cx.polling && link.kind() == Kind::Cpu {
                return self.drive_node(link);
            }
            let mut next = None;
            let step = cx.run_followed(link, &mut next);
            if let Some(next) = next {
                others.push_front(next);
            }
            match step {
                Step::Tail(AgentTask(Form::Node(next))) => *link = next,
                step => return self.drive_on(step),
            }
        }
        Outcome::Later(AgentTask(Form::Node(link.take())).into())
    }

    /// Takes the first step of a task where others go on with its value: see [`Node::run_followed`].
    #[inline]
    pub(super) fn run_followed<A: 'static>(&self, link: &mut Link<A>, next: &mut Option<Next<A>>) -> Step<A> {
        match link.take_node() {
            Some(node) if !self.is_stopped() => node.run_followed(self, next),
            _ => Step::Stopped,
        }
    }
}
