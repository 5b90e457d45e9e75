//! Turns, one after the other, until one of them ends the loop.

use std::ops::ControlFlow;
use std::panic::Location;
use std::sync::{Arc, Mutex, PoisonError};

use crate::AgentTask;
use crate::error::{AgentError, OutOfTurns};
use crate::graph::{self, Sketch};
use crate::run::{Cx, GoOn, Outcome, STEPS_AT_ONCE, go_on_later};
use crate::site::Site;
use crate::task::{Kind, Node, Step};

/// A task that takes turns, at most `max` of them: each begins with the state that the one before it came to, the first
/// with `seed`. [`ControlFlow::Break`] ends the loop with a value, [`ControlFlow::Continue`] goes on with a new state.
///
/// `turn` decides; it runs where the state arrives and should return at once. Work belongs in the task that it returns.
/// A million turns need no more stack and no more memory than one. Each run begins with a clone of `seed`.
///
/// After `max` turns it yields [`OutOfTurns`], which keeps the last state; with a `max` of 0 it does so at once.
///
/// Laws: `loop_task(n, s, |s| completed_task(Break(s))) == completed_task(Ok(s))` for each `n` of at least 1; and a
/// turn may be unrolled: `loop_task(n + 1, s, f)` is `f(s)`, and then `loop_task(n, t, f)` if that continues with `t`.
///
/// ```
/// use std::ops::ControlFlow::{Break, Continue};
/// use agentflow::{lazy_task, loop_task};
///
/// // Heron's square root: as good as it gets in some turns.
/// let plan = loop_task(20, 1.0, |guess: f64| {
///     lazy_task(move || {
///         let better = f64::midpoint(guess, 2.0 / guess);
///         if (better - guess).abs() < 1e-9 { Break(better) } else { Continue(better) }
///     })
/// });
/// assert!((plan.await_result().unwrap() - 2_f64.sqrt()).abs() < 1e-9);
/// ```
///
/// In the literature: `tailRecM`, `iterateUntil`.
#[doc(alias = "tail_rec_m")]
#[doc(alias = "iterate_until")]
#[track_caller]
pub fn loop_task<S, B, F>(max: usize, seed: S, turn: F) -> AgentTask<Result<B, OutOfTurns<S>>>
where
    S: Clone + Send + Sync + 'static,
    B: Send + 'static,
    F: Fn(S) -> AgentTask<ControlFlow<B, S>> + Send + Sync + 'static,
{
    let turn = Arc::new(turn);
    let begin = move || {
        let turn = Arc::clone(&turn);
        Some((seed.clone(), Box::new(move |state| turn(state)) as Turn<_, _>))
    };
    turns(Site::At(Location::caller()), max, begin)
}

/// What each turn of one run does.
pub(crate) type Turn<S, R> = Box<dyn FnMut(S) -> AgentTask<R> + Send>;

/// `begin` gives the seed and the turns of one run.
pub(crate) fn turns<S, B>(
    site: Site,
    max: usize,
    begin: impl Fn() -> Option<(S, Turn<S, ControlFlow<B, S>>)> + Send + Sync + 'static,
) -> AgentTask<Result<B, OutOfTurns<S>>>
where
    S: Send + 'static,
    B: Send + 'static,
{
    let reading = Reading { turn: |flow: ControlFlow<B, S>| flow.map_break(Ok), out_of_turns: Err };
    AgentTask::from_node(Kind::Inline, Loop { site, max, begin, reading })
}

/// The same for turns that can fail: the first failure ends the loop.
pub(crate) fn try_turns<S, B>(
    site: Site,
    max: usize,
    begin: impl Fn() -> Option<(S, Turn<S, Result<ControlFlow<B, S>, AgentError>>)> + Send + Sync + 'static,
) -> AgentTask<Result<Result<B, OutOfTurns<S>>, AgentError>>
where
    S: Send + 'static,
    B: Send + 'static,
{
    let turn = |flow: Result<ControlFlow<B, S>, AgentError>| match flow {
        Ok(flow) => flow.map_break(|b| Ok(Ok(b))),
        Err(error) => ControlFlow::Break(Err(error)),
    };
    let reading = Reading { turn, out_of_turns: |out| Ok(Err(out)) };
    AgentTask::from_node(Kind::Inline, Loop { site, max, begin, reading })
}

/// What the values of turns mean.
struct Reading<S, R, C> {
    turn: fn(R) -> ControlFlow<C, S>,
    out_of_turns: fn(OutOfTurns<S>) -> C,
}

impl<S, R, C> Clone for Reading<S, R, C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S, R, C> Copy for Reading<S, R, C> {}

struct Loop<O, S, R, C> {
    site: Site,
    max: usize,
    begin: O,
    reading: Reading<S, R, C>,
}

impl<O, S, R, C> Node<C> for Loop<O, S, R, C>
where
    O: Fn() -> Option<(S, Turn<S, R>)> + Send + Sync + 'static,
    S: Send + 'static,
    R: Send + 'static,
    C: Send + 'static,
{
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<C> {
        let Some((seed, turn)) = cx.call(self.site, || (self.begin)()).flatten() else { return Step::Stopped };
        let under_way = Turns { site: self.site, turn, taken: 0, max: self.max, reading: self.reading };
        under_way.go_on_with(cx, seed)
    }

    fn sketch(&self, sketch: &mut Sketch) {
        sketch.repeated(graph::Kind::Loop, format!("loop max {}", self.max), self.site);
    }
}

/// A run of a loop.
struct Turns<S, R, C> {
    site: Site,
    turn: Turn<S, R>,
    taken: usize,
    max: usize,
    reading: Reading<S, R, C>,
}

impl<S, R, C> Turns<S, R, C>
where
    S: Send + 'static,
    R: Send + 'static,
    C: Send + 'static,
{
    /// Takes turns until one of them has to wait.
    fn go_on_with(mut self, cx: &Cx<'_>, mut state: S) -> Step<C> {
        while self.taken < self.max {
            if cx.is_stopped() {
                return Step::Stopped;
            }
            self.taken += 1;
            let Some(task) = cx.call(self.site, || (self.turn)(state)) else { return Step::Stopped };
            match cx.drive(task) {
                Outcome::Done(value) => match (self.reading.turn)(value) {
                    ControlFlow::Continue(next) if cx.polling && self.taken.is_multiple_of(STEPS_AT_ONCE) => {
                        return Step::Later(
                            AgentTask::from_node(Kind::Inline, Paused(Mutex::new(Some((self, next))))).into(),
                        );
                    }
                    ControlFlow::Continue(next) => state = next,
                    ControlFlow::Break(value) => return Step::Done(value),
                },
                Outcome::Later(pending) => return go_on_later(pending, Arc::new(After(Mutex::new(Some(self))))),
                Outcome::Stopped => return Step::Stopped,
            }
        }
        Step::Done((self.reading.out_of_turns)(OutOfTurns::new(self.taken, state)))
    }
}

/// A loop between two turns. The mutex is there for its type, too.
struct Paused<S, R, C>(Mutex<Option<Between<S, R, C>>>);

/// The turns, and the state that the next one gets.
type Between<S, R, C> = (Turns<S, R, C>, S);

impl<S, R, C> Node<C> for Paused<S, R, C>
where
    S: Send + 'static,
    R: Send + 'static,
    C: Send + 'static,
{
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<C> {
        let paused = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        paused.map_or(Step::Stopped, |(turns, state)| turns.go_on_with(cx, state))
    }
}

/// What follows a turn that waits. The mutex is there for its type: the turns are used by one thread at a time.
struct After<S, R, C>(Mutex<Option<Turns<S, R, C>>>);

impl<S, R, C> GoOn<R, C> for After<S, R, C>
where
    S: Send + 'static,
    R: Send + 'static,
    C: Send + 'static,
{
    fn go_on(self: Arc<Self>, cx: &Cx<'_>, value: R) -> Step<C> {
        let Some(turns) = self.0.lock().unwrap_or_else(PoisonError::into_inner).take() else { return Step::Stopped };
        match (turns.reading.turn)(value) {
            ControlFlow::Continue(state) => turns.go_on_with(cx, state),
            ControlFlow::Break(value) => Step::Done(value),
        }
    }
}
