//! The end of a collection: its values, out of their basket.

use std::sync::Arc;

use crate::AgentTask;
use crate::run::{Basket, Cx, GoOn, Outcome, go_on_later, start_first};
use crate::task::{Node, Started, Step};

/// The values that are in `basket` when `all`, which puts them there, is done; or its failure.
pub(super) fn gathered<A: Send + 'static, E: Send + 'static>(
    all: AgentTask<Result<Vec<()>, E>>,
    basket: Arc<Basket<A>>,
) -> AgentTask<Result<Vec<A>, E>> {
    AgentTask::from_node(all.kind(), Gathered { all, basket })
}

struct Gathered<A, E> {
    all: AgentTask<Result<Vec<()>, E>>,
    basket: Arc<Basket<A>>,
}

impl<A: Send + 'static, E: Send + 'static> Node<Result<Vec<A>, E>> for Gathered<A, E> {
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<Result<Vec<A>, E>> {
        match cx.drive(self.all.clone()) {
            Outcome::Done(done) => self.go_on(cx, done),
            Outcome::Later(pending) => go_on_later(pending, self),
            Outcome::Stopped => Step::Stopped,
        }
    }

    fn start(self: Arc<Self>, cx: &Cx<'_>) -> Started<Result<Vec<A>, E>> {
        start_first(cx, self.all.clone(), self)
    }
}

impl<A: Send + 'static, E: Send + 'static> GoOn<Result<Vec<()>, E>, Result<Vec<A>, E>> for Gathered<A, E> {
    fn go_on(self: Arc<Self>, _cx: &Cx<'_>, done: Result<Vec<()>, E>) -> Step<Result<Vec<A>, E>> {
        // After a failure, the values are dropped before anybody hears of it.
        match self.basket.take() {
            Some(values) => Step::Done(done.map(|_| values)),
            None => Step::Stopped,
        }
    }
}
