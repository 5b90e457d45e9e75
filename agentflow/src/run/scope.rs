//! What may be cancelled together: a whole run, or a part of it.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, PoisonError};
use std::task::Waker;

use super::ambient::Ambient;
use super::around::Around;
use super::cells::Cells;
use super::once::Shared;
use super::position::Position;
use crate::error::RunError;
use crate::executor::Workers;
use crate::site::{AgentName, Site};
use crate::sync::atomic::{AtomicBool, Ordering};
use crate::sync::{Mutex, MutexGuard};

/// A run, or a part of one that can be cancelled by itself.
pub(crate) struct Scope {
    stopped: AtomicBool,
    place: Place,
    /// What policies have put around it.
    around: Option<Arc<Around>>,
}

enum Place {
    Run(Run),
    Part {
        run: Arc<Scope>,
        /// The part that this one is cancelled with. Work that was handed over has none: it is cancelled by its handle,
        /// which keeps this chain as short as a stack is deep.
        within: Option<Arc<Scope>>,
        name: Option<Arc<AgentName>>,
    },
}

/// What all parts of one run share.
pub(crate) struct Run {
    pub(crate) workers: Arc<dyn Workers>,
    /// What the workers say: each join asks.
    pub(super) overlaps: bool,
    /// Whether any part was ever stopped: until then, no step has to ask all parts around it.
    has_stopped_parts: AtomicBool,
    ending: Mutex<Ending>,
    /// What tasks that were made at the same place have in common.
    pub(crate) cells: Cells,
}

/// How a run ends when it does not end with its value.
#[derive(Default)]
struct Ending {
    error: Option<RunError>,
    /// Nobody asks for an error any more.
    is_over: bool,
    /// Whoever waits for the run and has to hear of the error.
    waiting: Option<Waker>,
}

impl Scope {
    pub(crate) fn of_run(workers: Arc<dyn Workers>) -> Arc<Self> {
        let run = Run {
            overlaps: workers.overlaps(),
            has_stopped_parts: AtomicBool::new(false),
            workers,
            ending: Mutex::default(),
            cells: Cells::default(),
        };
        // A run that an agent starts and waits for is a part of that agent.
        let around = Ambient::current().and_then(|agent| agent.scope.around.clone());
        let around = if run.workers.engine().is_some() { Some(around_plan(around)) } else { around };
        Arc::new(Scope { stopped: AtomicBool::new(false), place: Place::Run(run), around })
    }

    /// A part that is cancelled with this one, or alone.
    pub(crate) fn part(self: &Arc<Self>) -> Arc<Self> {
        self.new_part(Some(Arc::clone(self)), self.name().cloned(), self.around.clone())
    }

    /// The same, and errors tell of its agents by this name.
    pub(crate) fn named_part(self: &Arc<Self>, name: &Arc<AgentName>) -> Arc<Self> {
        self.new_part(Some(Arc::clone(self)), Some(Arc::clone(name)), self.around.clone())
    }

    /// The same, and `what` is carried around its agents.
    pub(crate) fn part_with(self: &Arc<Self>, what: Arc<impl Any + Send + Sync>) -> Arc<Self> {
        let around = Around::new(what, true, self.around.clone());
        self.new_part(Some(Arc::clone(self)), self.name().cloned(), Some(around))
    }

    /// A part for work that goes on elsewhere.
    pub(crate) fn part_elsewhere(self: &Arc<Self>) -> Arc<Self> {
        self.new_part(None, self.name().cloned(), self.around.clone())
    }

    /// A part that many wait for: it is not cancelled with whoever came to it first.
    pub(super) fn part_for_all(self: &Arc<Self>, shared: Arc<Shared>) -> Arc<Self> {
        let around = Around::new(shared, false, self.around.clone());
        let around = match self.shared_position() {
            Some(position) => Around::new(Arc::new(position), true, Some(around)),
            None => around,
        };
        self.new_part(None, None, Some(around))
    }

    fn new_part(
        self: &Arc<Self>,
        within: Option<Arc<Self>>,
        name: Option<Arc<AgentName>>,
        around: Option<Arc<Around>>,
    ) -> Arc<Self> {
        let place = Place::Part { run: Arc::clone(self.root()), within, name };
        Arc::new(Scope { stopped: AtomicBool::new(false), place, around })
    }

    /// Whether anything is carried around its agents that they may ask for.
    pub(crate) fn carries_something(&self) -> bool {
        self.around.as_ref().is_some_and(|around| around.is_for_agents)
    }

    /// All of this type that is carried around its agents, from the inside out.
    pub(crate) fn carried<T: Send + Sync + 'static>(&self) -> impl Iterator<Item = &T> {
        Around::all(self.around.as_ref(), None)
    }

    /// The same without what is carried around the agent that runs and waits for all of this: such a run is not cancelled
    /// with that agent.
    pub(crate) fn carried_in_run<T: Send + Sync + 'static>(&self) -> impl Iterator<Item = &T> {
        let run = match &self.place {
            Place::Run(_) => self,
            Place::Part { run, .. } => run,
        };
        Around::all(self.around.as_ref(), run.around.as_ref())
    }

    /// What is shared between its agents and the innermost such `T` is not for those who wait for it outside of that.
    pub(crate) fn spoil_shared_inside<T: Send + Sync + 'static>(&self, is_such: impl Fn(&T) -> bool) {
        let around = self.around.as_ref();
        if let Some(outside) = Around::find(around, is_such) {
            Around::all::<Shared>(around, Some(outside)).for_each(|shared| shared.spoil(outside));
        }
    }

    /// All of this type that is carried inside of the innermost such `U`.
    pub(crate) fn carried_inside<T, U>(&self, is_such: impl Fn(&U) -> bool) -> impl Iterator<Item = &T>
    where
        T: Send + Sync + 'static,
        U: Send + Sync + 'static,
    {
        let around = self.around.as_ref();
        let outside = Around::find(around, is_such);
        outside.into_iter().flat_map(move |outside| Around::all(around, Some(outside)))
    }

    pub(super) fn is_inside(&self, outside: &Arc<Around>) -> bool {
        Around::chain(self.around.as_ref()).any(|around| Arc::ptr_eq(around, outside))
    }

    /// The scope of the whole run that this scope is a part of.
    pub(crate) fn root(self: &Arc<Self>) -> &Arc<Self> {
        match &self.place {
            Place::Run(_) => self,
            Place::Part { run, .. } => run,
        }
    }

    pub(crate) fn run(&self) -> &Run {
        match &self.place {
            Place::Run(run) => run,
            Place::Part { run, .. } => run.run(),
        }
    }

    /// The nearest name given with [`AgentTask::named`](crate::AgentTask::named).
    pub(crate) fn name(&self) -> Option<&Arc<AgentName>> {
        match &self.place {
            Place::Run(_) => None,
            Place::Part { name, .. } => name.as_ref(),
        }
    }

    /// What errors call the agent of this place.
    pub(crate) fn name_of(&self, site: Site) -> AgentName {
        match (site, self.name()) {
            // A step has a name of its own.
            (Site::Step(_), _) | (_, None) => site.into(),
            (Site::At(_), Some(name)) => AgentName::clone(name),
        }
    }

    pub(crate) fn stop(&self) {
        self.stopped.store(true, Ordering::Release);
        self.run().has_stopped_parts.store(true, Ordering::Release);
    }

    pub(crate) fn is_stopped(&self) -> bool {
        self.run().has_stopped_parts() && self.is_stopped_itself_or_around()
    }

    /// The same, where a part of the run is known to be stopped.
    pub(super) fn is_stopped_itself_or_around(&self) -> bool {
        let mut scope = self;
        loop {
            if scope.stopped.load(Ordering::Relaxed) {
                return true;
            }
            scope = match &scope.place {
                Place::Run(_) => return false,
                Place::Part { within: Some(outer), .. } => outer,
                Place::Part { within: None, run, .. } => run,
            };
        }
    }

    /// Ends the run because an agent panicked.
    #[cold]
    pub(crate) fn panicked(self: &Arc<Self>, site: Site, payload: Box<dyn Any + Send>) {
        let error = RunError::panicked(self.name_of(site), payload);
        self.agent_panicked(&error);
        self.fail(error);
    }

    /// Ends the run with an error. The first error wins: what fails afterwards is a consequence or a coincidence.
    pub(crate) fn fail(self: &Arc<Self>, error: RunError) {
        let waiting = {
            let mut ending = self.run().ending();
            if ending.error.is_none() && !ending.is_over {
                ending.error = Some(error);
            }
            ending.waiting.take()
        };
        self.root().stop();
        if let Some(waker) = waiting {
            waker.wake();
        }
    }
}

/// What is carried around a plan on an engine.
fn around_plan(outer: Option<Arc<Around>>) -> Arc<Around> {
    let position = Position::of_plan(Around::all(outer.as_ref(), None).next());
    Around::new(Arc::new(position), true, outer)
}

impl Run {
    #[inline]
    pub(super) fn has_stopped_parts(&self) -> bool {
        self.has_stopped_parts.load(Ordering::Relaxed)
    }

    fn ending(&self) -> MutexGuard<'_, Ending> {
        self.ending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The error of the run, if it has one; else `waker` is woken when it gets one.
    pub(crate) fn error_or_wake(&self, waker: &Waker) -> Option<RunError> {
        let mut ending = self.ending();
        if ending.error.is_none() {
            ending.waiting = Some(waker.clone());
        }
        ending.error.take()
    }

    /// The run is over. What it failed with too late is dropped where it came from, or here: it may hold a user's value that
    /// panics when it is dropped, and would be dropped with the run otherwise, wherever that is.
    pub(super) fn close(&self) {
        let (late, waiting) = {
            let mut ending = self.ending();
            ending.is_over = true;
            (ending.error.take(), ending.waiting.take())
        };
        let _panicked = catch_unwind(AssertUnwindSafe(|| drop((late, waiting))));
    }

    /// The error that a stopped run ended with.
    pub(crate) fn error(&self) -> RunError {
        self.ending().error.take().unwrap_or_else(RunError::cancelled)
    }
}
