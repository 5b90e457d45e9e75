//! A process that takes work from a server: plans, agents, or both.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use temporalio_sdk::runtime::RuntimeOptions;
use temporalio_sdk::workflow_replayer::WorkflowReplayerOptions;
use temporalio_sdk::{Runtime, WorkerOptions};

use super::super::Call;
use super::agent::{self, Agents, BEAT, SILENCE};
use super::plan;
use super::read_back::ReadBack;
use super::{Temporal, TemporalError};
use crate::named::{Agent, Named, Plan, Registry};

/// Agents get so long to come to their end when a worker is stopped.
const GRACE: Duration = Duration::from_secs(10);

/// Agents have a queue of their own, so that a worker which has none takes none of their calls.
pub(super) fn queue_of_agents(queue: &str) -> String {
    format!("{queue}.agents")
}

/// What a plan needs to run here.
pub(crate) struct Plans {
    pub(super) registry: Registry,
    pub(super) answered: BTreeMap<&'static str, Check>,
}

/// Whether an answer is a value of its agent.
type Check = fn(&[u8]) -> Result<(), String>;

pub(crate) fn check_value<N: Named>(answer: &[u8]) -> Result<(), String> {
    match (N::wire().codec.decode)(answer) {
        Ok(_) => Ok(()),
        Err(error) => Err(format!("what was said is no answer of `{}`: {error}", N::NAME)),
    }
}

impl Plans {
    pub(super) fn check(&self, call: &Call, answer: &[u8]) -> Result<(), String> {
        match self.answered.get(call.agent) {
            Some(check) => check(answer),
            None => self.registry.check_value(call.agent, answer),
        }
    }
}

/// Where agents and plans are registered.
pub(crate) enum Hosting<'a> {
    Agents(&'a mut WorkerOptions, Arc<Agents>),
    Plans(&'a mut WorkerOptions, Arc<Plans>),
    Replays(&'a mut WorkflowReplayerOptions, Arc<Plans>),
}

pub(crate) fn host_agent<N: Agent>(hosting: &mut Hosting<'_>) {
    if let Hosting::Agents(options, agents) = hosting {
        options.register_activity::<agent::Hosted<N>>(Arc::clone(agents));
    }
}

pub(crate) fn host_plan<N: Plan>(hosting: &mut Hosting<'_>) {
    // A registry has no name twice.
    let _registered = match hosting {
        Hosting::Plans(options, plans) => {
            let plans = Arc::clone(plans);
            options.register_workflow_with_factory(move || plan::Hosted::<N>::new(Arc::clone(&plans))).map(drop)
        }
        Hosting::Replays(options, plans) => {
            let plans = Arc::clone(plans);
            options.register_workflow_with_factory(move || plan::Hosted::<N>::new(Arc::clone(&plans))).map(drop)
        }
        Hosting::Agents(..) => Ok(()),
    };
}

/// What a process can do for a [`Temporal`]: run the plans of a registry, its agents, or both. So processes that have plans and
/// processes that have agents can be others, and there can be any number of each.
#[must_use = "a worker does nothing unless started"]
pub struct Worker(Plans);

impl Worker {
    /// One with these plans and agents.
    pub fn new(registry: Registry) -> Self {
        Worker(Plans { registry, answered: BTreeMap::new() })
    }

    /// The agent `N` is answered from outside: a plan that calls it waits until somebody has said what it yields, by
    /// [`Run::answer`](super::Run::answer). That is how a person approves of something.
    ///
    /// It is for the worker that has the plans. In a process, and in a journal, the agent runs as it is written.
    pub fn answered<N: Agent>(mut self) -> Self {
        self.0.answered.insert(N::NAME, check_value::<N>);
        self
    }

    /// Starts it, on threads of its own.
    ///
    /// # Errors
    /// If its registry is empty, or no thread can be started.
    pub fn start(self, temporal: &Temporal) -> Result<Serving, TemporalError> {
        let Worker(plans) = self;
        let mut workers = Vec::new();
        let registry = plans.registry.clone();
        if registry.agents().next().is_some() {
            let mut options = options(queue_of_agents(temporal.queue_name()));
            registry.host_agents(&mut Hosting::Agents(&mut options, Arc::new(Agents(registry.clone()))));
            workers.push(options);
        }
        if registry.plans().next().is_some() {
            let mut options = options(temporal.queue_name().to_owned());
            options.register_activity::<ReadBack>(Arc::new(ReadBack));
            registry.host_plans(&mut Hosting::Plans(&mut options, Arc::new(plans)));
            workers.push(options);
        }
        if workers.is_empty() {
            let why = "its registry has no agent and no plan: `Registry::new().agent::<..>().plan::<..>()`";
            return Err(TemporalError::other("a worker has nothing to do", why));
        }
        let halves = workers.into_iter().map(|options| Half::start(temporal.clone(), options));
        Ok(Serving { halves: halves.collect::<Result<_, _>>()? })
    }

    /// Whether its plans still do what they did in a run of which this is the [history](super::Run::history), without a server:
    /// for a test that a change of a plan does not keep runs from going on which are under way.
    ///
    /// # Errors
    /// If it is no history, no plan here is called so, or the plan asks for other calls.
    pub fn replay(self, history: &[u8]) -> Result<(), TemporalError> {
        super::replay::replay(self.0, history)
    }
}

impl fmt::Debug for Worker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Worker").field("registry", &self.0.registry).finish_non_exhaustive()
    }
}

fn options(queue: String) -> WorkerOptions {
    WorkerOptions::new(queue)
        // So a worker that is slow to beat is none that is lost, and a call that is cancelled knows it soon.
        .max_heartbeat_throttle_interval(BEAT)
        .graceful_shutdown_period(GRACE)
        // A run whose worker is gone waits so long before another one takes it.
        .sticky_queue_schedule_to_start_timeout(SILENCE)
        .build()
}

/// A worker that takes work, until this is dropped: then it takes no more, and waits until the agents that it runs have come
/// to their end. Those that take longer than ten seconds are dropped, and run again on another worker.
#[derive(Debug)]
#[must_use = "a worker stops when this is dropped"]
pub struct Serving {
    halves: Vec<Half>,
}

impl Serving {
    /// Waits for its end, which only comes with an error.
    ///
    /// # Errors
    /// If the server does not have the namespace, or refuses this worker.
    pub fn wait(mut self) -> Result<(), TemporalError> {
        self.halves.iter_mut().try_for_each(Half::wait)
    }
}

/// One of its queues.
struct Half {
    stop: Box<dyn Fn() + Send + Sync>,
    thread: Option<JoinHandle<Result<(), TemporalError>>>,
}

impl Half {
    fn start(temporal: Temporal, options: WorkerOptions) -> Result<Self, TemporalError> {
        let (tell, told) = std::sync::mpsc::channel();
        let thread = std::thread::Builder::new().name("temporal".to_owned());
        // What the SDK makes of a worker stays on its thread.
        let serve = move || {
            let runtime = temporal.handle();
            let _entered = runtime.enter();
            let mut worker = match worker(&temporal, options) {
                Ok(worker) => worker,
                Err(error) => {
                    let _gone = tell.send(Err(error));
                    return Ok(());
                }
            };
            let (stop, inside) = (worker.shutdown_handle(), runtime.clone());
            let stop: Box<dyn Fn() + Send + Sync> = Box::new(move || {
                let _entered = inside.enter();
                stop();
            });
            let _gone = tell.send(Ok(stop));
            runtime.block_on(worker.run()).map_err(|error| TemporalError::other("a worker had to stop", error))
        };
        let thread = thread.spawn(serve).map_err(|error| TemporalError::other("no thread for a worker", error))?;
        let stop = told.recv().map_err(|error| TemporalError::other("a worker did not start", error))??;
        Ok(Half { stop, thread: Some(thread) })
    }

    fn wait(&mut self) -> Result<(), TemporalError> {
        let ended = self.thread.take().map(JoinHandle::join);
        ended.map_or(Ok(()), |ended| ended.unwrap_or_else(|payload| std::panic::resume_unwind(payload)))
    }
}

fn worker(temporal: &Temporal, options: WorkerOptions) -> Result<temporalio_sdk::Worker, TemporalError> {
    let quiet = RuntimeOptions::builder().heartbeat_interval(None).build();
    let quiet = quiet.map_err(|error| TemporalError::other("a worker can't be set up", error))?;
    let runtime = Runtime::from_current_tokio(quiet);
    let runtime = runtime.map_err(|error| TemporalError::other("a worker can't be set up", error))?;
    temporalio_sdk::Worker::new(&runtime, temporal.client()?, options)
        .map_err(|error| TemporalError::other("a worker can't be set up", error))
}

impl Drop for Half {
    fn drop(&mut self) {
        (self.stop)();
        // A panic of the worker's thread was told of where it happened.
        let _ended = self.thread.take().map(JoinHandle::join);
    }
}

impl fmt::Debug for Half {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Half").field("thread", &self.thread).finish_non_exhaustive()
    }
}
