//! Plans on a Temporal cluster: a server keeps what is known of a run, and workers on any number of machines do the work.

mod agent;
mod board;
mod drift;
mod drive;
mod error;
mod log;
mod payload;
mod plan;
mod read_back;
mod replay;
mod run;
mod spending;
mod status;
mod under_way;
mod worker;

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use temporalio_client::errors::WorkflowStartError;
use temporalio_client::{
    Client, ClientOptions, Connection, ConnectionOptions, RetryOptions, UntypedWorkflowHandle, Url,
    WorkflowIdConflictPolicy, WorkflowIdReusePolicy, WorkflowStartOptions,
};
use temporalio_common::UntypedWorkflow;
use tokio::runtime::{Handle, Runtime};

pub use error::TemporalError;
pub use run::Run;
pub use status::{Asked, State, Status};
pub(crate) use worker::{Hosting, check_value, host_agent, host_plan};
pub use worker::{Serving, Worker};

use crate::named::Plan;

/// A Temporal server, on which plans run that survive the end of each process that works on them.
///
/// The server keeps what is known of a run. A [`Worker`] that has the plan asks for what comes next, and workers that have
/// its agents run them: in the same process, in others, on other machines. When one dies, another one goes on. What an agent
/// gave and the server has is never asked for again.
///
/// All methods block. In async code, call them where blocking is allowed. Clones are the same connection.
///
/// ```no_run
/// use agentflow::executor::{Temporal, Worker};
/// use agentflow::{AgentTask, agent, named::Registry, plan, workflow};
///
/// #[agent]
/// fn count(text: String) -> usize {
///     text.split_whitespace().count()
/// }
///
/// #[plan]
/// fn compare(a: String, b: String) -> AgentTask<bool> {
///     workflow! { par { x = count(a); y = count(b) } => x == y }
/// }
///
/// let temporal = Temporal::connect("127.0.0.1:7233")?;
/// let worker = Worker::new(Registry::new().agent::<count>().plan::<compare>());
/// let serving = worker.start(&temporal)?;
///
/// // Here, or in any other process:
/// let run = temporal.submit::<compare>("monday", ("one two".into(), "three four".into()))?;
/// assert!(run.result()?);
/// # drop(serving);
/// # Ok::<(), agentflow::executor::TemporalError>(())
/// ```
#[derive(Clone)]
pub struct Temporal {
    runtime: Arc<Background>,
    connection: Connection,
    address: String,
    namespace: String,
    queue: String,
}

impl Temporal {
    /// Connects to the server at `host:port`, or at a URL.
    ///
    /// # Errors
    /// If the address is none, or no server answers there.
    pub fn connect(address: &str) -> Result<Self, TemporalError> {
        let url = if address.contains("://") { address.to_owned() } else { format!("http://{address}") };
        let url =
            Url::parse(&url).map_err(|error| TemporalError::other(format!("`{address}` is no address"), error))?;
        let runtime = Arc::new(Background::new()?);
        let options = ConnectionOptions::new(url)
            .identity(format!("agentflow {}", std::process::id()))
            .connect_timeout(Duration::from_secs(5))
            .retry_options(RetryOptions::builder().max_elapsed_time(Some(Duration::from_secs(5))).build())
            .build();
        let connection = runtime.wait(Connection::connect(options))?;
        let connection = connection.map_err(|error| TemporalError::unreachable(address, error))?;
        let (namespace, queue) = ("default".to_owned(), "agentflow".to_owned());
        Ok(Temporal { runtime, connection, address: address.to_owned(), namespace, queue })
    }

    /// With this namespace, which the server has to have; unless told otherwise, `default`.
    #[must_use]
    pub fn namespace(mut self, name: impl Into<String>) -> Self {
        self.namespace = name.into();
        self
    }

    /// With this queue, by which those who submit and those who work find each other; unless told otherwise, `agentflow`.
    #[must_use]
    pub fn queue(mut self, name: impl Into<String>) -> Self {
        self.queue = name.into();
        self
    }

    /// Has a plan run, unless there was a run with this id already: then it is that one, whether it goes on or has ended, and
    /// whatever it was given.
    ///
    /// # Errors
    /// If the input can't be written or is too large, or the server can't be asked.
    #[expect(clippy::needless_pass_by_value, reason = "as the plan itself takes it")]
    pub fn submit<N: Plan>(&self, id: &str, input: N::Input) -> Result<Run<N>, TemporalError> {
        let what = || format!("the plan `{}` can't be submitted", N::NAME);
        let input = (N::wire().codec.encode)(&input).map_err(|error| TemporalError::other(what(), error))?;
        payload::fits("what it is given", &input).map_err(|why| TemporalError::other(what(), why))?;
        let options = WorkflowStartOptions::new(self.queue.clone(), id)
            .id_reuse_policy(WorkflowIdReusePolicy::RejectDuplicate)
            .id_conflict_policy(WorkflowIdConflictPolicy::UseExisting)
            .build();
        let client = self.client()?;
        let plan = UntypedWorkflow::new(N::NAME);
        let started = self.wait(async move { client.start_workflow(plan, payload::one(input), options).await })?;
        match started {
            Ok(_) | Err(WorkflowStartError::AlreadyStarted { .. }) => Ok(self.run(id)),
            Err(WorkflowStartError::Rpc(status)) if is_unreachable(status.code() as i32) => {
                Err(TemporalError::unreachable(&self.address, status))
            }
            Err(error) => Err(TemporalError::other(what(), error)),
        }
    }

    /// The run with this id, which somebody has submitted, or will submit.
    #[must_use]
    pub fn run<N: Plan>(&self, id: &str) -> Run<N> {
        Run::new(self.clone(), id)
    }

    fn client(&self) -> Result<Client, TemporalError> {
        let options = ClientOptions::new(self.namespace.clone()).build();
        Client::new(self.connection.clone(), options)
            .map_err(|error| TemporalError::other("there is no client for the server", error))
    }

    fn workflow(&self, id: &str) -> Result<UntypedWorkflowHandle<Client>, TemporalError> {
        Ok(self.client()?.get_workflow_handle(id))
    }

    fn queue_name(&self) -> &str {
        &self.queue
    }

    fn handle(&self) -> Handle {
        self.runtime.handle()
    }

    fn wait<T: Send + 'static>(&self, future: impl Future<Output = T> + Send + 'static) -> Result<T, TemporalError> {
        self.runtime.wait(future)
    }
}

/// What gRPC calls `UNAVAILABLE` and `DEADLINE_EXCEEDED`.
fn is_unreachable(code: i32) -> bool {
    code == 14 || code == 4
}

impl fmt::Debug for Temporal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut temporal = f.debug_struct("Temporal");
        temporal.field("address", &self.address).field("namespace", &self.namespace).field("queue", &self.queue);
        temporal.finish_non_exhaustive()
    }
}

/// The threads of a connection. Whoever calls may be inside of another runtime.
struct Background(Option<Runtime>);

impl Background {
    fn new() -> Result<Self, TemporalError> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_name("temporal").build();
        let runtime = runtime.map_err(|error| TemporalError::other("no threads for a connection", error))?;
        Ok(Background(Some(runtime)))
    }

    fn handle(&self) -> Handle {
        self.0.as_ref().expect("it is there until it is dropped").handle().clone()
    }

    fn wait<T: Send + 'static>(&self, future: impl Future<Output = T> + Send + 'static) -> Result<T, TemporalError> {
        let (tell, told) = std::sync::mpsc::channel();
        self.handle().spawn(async move {
            // Whoever asked is there until it is told.
            let _told = tell.send(future.await);
        });
        // Nobody tells anything where the SDK has panicked.
        told.recv().map_err(|_| TemporalError::other("the server can't be asked", "the connection to it has panicked"))
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
