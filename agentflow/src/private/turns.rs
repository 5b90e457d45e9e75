//! `loop`: turns of one run, whose state moves from one to the next.

use std::ops::ControlFlow;
use std::sync::{Mutex, PoisonError};

use super::hold::{Passes, REFUSED, Stays};
use crate::AgentTask;
use crate::error::{AgentError, OutOfTurns};
use crate::primitive::loop_task::{self, Turn};
use crate::site::{Site, StepSite};

impl Passes {
    /// Turns until one of them ends the loop.
    pub fn turns<S, B, F>(
        self,
        site: &'static StepSite,
        max: usize,
        seed: S,
        turn: F,
    ) -> AgentTask<Result<B, OutOfTurns<S>>>
    where
        S: Send + 'static,
        B: Send + 'static,
        F: FnMut(S) -> AgentTask<ControlFlow<B, S>> + Send + 'static,
    {
        loop_task::turns(Site::Step(site), max, once(seed, turn))
    }

    /// The same where a turn can fail.
    pub fn try_turns<S, B, F>(
        self,
        site: &'static StepSite,
        max: usize,
        seed: S,
        turn: F,
    ) -> AgentTask<Result<Result<B, OutOfTurns<S>>, AgentError>>
    where
        S: Send + 'static,
        B: Send + 'static,
        F: FnMut(S) -> AgentTask<Result<ControlFlow<B, S>, AgentError>> + Send + 'static,
    {
        loop_task::try_turns(Site::Step(site), max, once(seed, turn))
    }
}

impl Stays {
    /// No turn begins.
    pub fn turns<S, F, U>(self, _site: &'static StepSite, _max: usize, _seed: S, _turn: F) -> U {
        unreachable!("{REFUSED}")
    }

    /// The same where a turn can fail.
    pub fn try_turns<S, F, U>(self, _site: &'static StepSite, _max: usize, _seed: S, _turn: F) -> U {
        unreachable!("{REFUSED}")
    }
}

/// The seed and the turns, which can be taken once.
fn once<S, R, F>(seed: S, turn: F) -> impl Fn() -> Option<(S, Turn<S, R>)> + Send + Sync + 'static
where
    S: Send + 'static,
    R: 'static,
    F: FnMut(S) -> AgentTask<R> + Send + 'static,
{
    let begin = Mutex::new(Some((seed, Box::new(turn) as Turn<S, R>)));
    move || begin.lock().unwrap_or_else(PoisonError::into_inner).take()
}
