//! A list whose tasks are made when they start.

use std::sync::{Arc, Mutex, PoisonError};

use crate::AgentTask;
use crate::run::Cx;
use crate::run::all::{All, Planned, Rules};
use crate::task::{Kind, Node, Step};

/// All tasks of `groups` at once, and then what the rules make of their values. It runs once, as the tasks are made once.
pub(crate) fn sequence_planned<R, A, C>(groups: Vec<Planned<R>>, rules: Rules<R, A, C>) -> AgentTask<C>
where
    R: Send + 'static,
    A: Send + 'static,
    C: Send + 'static,
{
    let several = groups.iter().map(Planned::count).sum::<usize>() > 1;
    // Nothing is known of them yet, and they should not run one after the other.
    let kind = if several { Kind::Cpu } else { Kind::Inline };
    AgentTask::from_node(kind, Sequence { groups: Mutex::new(Some(groups)), rules })
}

struct Sequence<R, A, C> {
    groups: Mutex<Option<Vec<Planned<R>>>>,
    rules: Rules<R, A, C>,
}

impl<R, A, C> Node<C> for Sequence<R, A, C>
where
    R: Send + 'static,
    A: Send + 'static,
    C: Send + 'static,
{
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<C> {
        let groups = self.groups.lock().unwrap_or_else(PoisonError::into_inner).take();
        groups.map_or(Step::Stopped, |groups| All::planned(cx, groups, self.rules).run(*cx))
    }
}
