//! The seam to engines: those who have named agents run elsewhere, or remember what they gave.

use std::fmt;
use std::str::FromStr;

use super::{Allowance, BoxFuture, Refused, Spent};
use crate::error::BoxError;

/// Something that takes the calls of named agents: see [`call_agent`](crate::call_agent).
///
/// ```
/// use std::sync::Arc;
/// use agentflow::error::BoxError;
/// use agentflow::executor::{Answer, BoxFuture, Call, Class, Engine, Executor, Job, Plan, Workers};
/// use agentflow::{Codec, call_agent, completed_task};
///
/// /// Agents run on another machine, which knows the length of everything.
/// struct Remote;
///
/// impl Engine for Remote {
///     fn call(&self, call: Call) -> Answer {
///         Answer::Value(Box::pin(async move { Ok(call.input.len().to_string().into_bytes().into()) }))
///     }
/// }
///
/// impl Workers for Remote {
///     fn spawn(&self, _class: Class, job: Job) {
///         std::thread::spawn(job);
///     }
///     fn spawn_async(&self, future: BoxFuture<()>) {
///         std::thread::spawn(|| futures_executor::block_on(future));
///     }
///     fn engine(&self) -> Option<&dyn Engine> {
///         Some(self)
///     }
/// }
///
/// impl Executor for Remote {
///     fn block_on(&self, plan: &mut Plan<'_>) {
///         if let Some(rest) = plan(Arc::new(Remote)) {
///             futures_executor::block_on(rest);
///         }
///     }
/// }
///
/// let codec = Codec {
///     encode: |text: &String| Ok(text.clone().into_bytes()),
///     encode_value: |length: &usize| Ok(length.to_string().into_bytes()),
///     decode: |bytes| Ok(std::str::from_utf8(bytes)?.parse()?),
///     failed: |_| false,
/// };
/// let plan = call_agent("length", String::from("agent"), codec, |_| completed_task(0));
/// assert_eq!(plan.clone().run_on(&Remote), 5);
/// assert_eq!(plan.await_result(), 0); // no engine takes the call, so it runs here
/// ```
pub trait Engine: Send + Sync {
    /// Takes a call. It must not block: what takes time is for the future in the answer.
    fn call(&self, call: Call) -> Answer;

    /// The id of the run whose calls it takes, if that outlives the process: an agent that runs here may ask for it as a part of its
    /// `named::call_key()`.
    fn run_id(&self) -> Option<&str> {
        None
    }
}

/// A call of a named agent.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Call {
    /// Which call of its plan it is.
    pub id: CallId,
    /// The agent.
    pub agent: &'static str,
    /// What running it again would come to.
    pub nature: Nature,
    /// Where it stands in its plan, for people: `sections[3]/search`.
    pub place: String,
    /// What the agent is given, encoded.
    pub input: Vec<u8>,
    /// What the budgets around it have left.
    pub allowance: Allowance,
}

/// What running an agent again would come to: `#[agent(pure)]`, `#[agent(idempotent)]` or `#[agent(effect)]`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Nature {
    /// It gives the same for the same input, and changes nothing: a value of it can be kept and used for all equal calls.
    Pure,
    /// What it changes is the same after two runs as after one: it may be tried again, raced, and run again after a crash.
    /// So it is with whatever nothing else is said of.
    Idempotent,
    /// Running it twice does it twice, as for a payment or a message: no plan may race it, try it again or keep its value.
    Effect,
}

/// What an engine does about a call.
pub enum Answer {
    /// The value comes from elsewhere, or is known: what was recorded, or why there is nothing, which ends the run. What the agent
    /// spent is paid here before its value is used.
    Value(BoxFuture<Result<Recorded, BoxError>>),
    /// The agent is to be run here, and nobody goes on with its value before this has taken it.
    Record(Record),
    /// The same, as soon as the engine has noted that the agent begins. If it can't, the agent does not run, and the run ends
    /// with this error.
    Begin(BoxFuture<Result<Record, BoxError>>),
}

/// Takes what an agent gave. If it can't, the run ends with this error.
pub type Record = Box<dyn FnOnce(Recorded) -> BoxFuture<Result<(), BoxError>> + Send>;

/// What an agent gave, and what it took.
///
/// An engine that keeps no more than the value makes one of its bytes:
///
/// ```
/// use agentflow::executor::Recorded;
///
/// let mut recorded = Recorded::from(b"3".to_vec());
/// recorded.spent.charges.insert("tokens".into(), 812);
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Recorded {
    /// Its value, encoded.
    pub value: Vec<u8>,
    /// Whether the value is a failure.
    pub failed: bool,
    /// What it spent.
    pub spent: Spent,
    /// A charge that was refused where it ran. Then the value is not asked for, and the budget is out here, too.
    pub refused: Option<Refused>,
}

impl Recorded {
    pub(crate) fn new(value: Vec<u8>, failed: bool) -> Self {
        Recorded { value, failed, spent: Spent::default(), refused: None }
    }
}

impl From<Vec<u8>> for Recorded {
    /// A value that is no failure, of an agent that spent nothing.
    fn from(value: Vec<u8>) -> Self {
        Recorded::new(value, false)
    }
}

/// Which call of a plan: the same in each run of that plan, whatever the timing.
///
/// It is made from the place of the call in its plan (the names of bindings, the indexes of items), from the agent and its
/// input, and from how often the same call came at that place before. So it stays the same when the plan is edited
/// elsewhere, and it is another one when the agent is given something else.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CallId(u128);

impl CallId {
    pub(crate) const fn new(id: u128) -> Self {
        CallId(id)
    }

    /// The number as bytes, the highest first: they are ordered as the numbers are.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }

    /// The other way round.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        CallId(u128::from_be_bytes(bytes))
    }
}

/// 32 hexadecimal digits.
impl fmt::Display for CallId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl FromStr for CallId {
    type Err = BoxError;

    fn from_str(digits: &str) -> Result<Self, BoxError> {
        if digits.len() != 32 {
            return Err(format!("the number of a call has 32 hexadecimal digits, and `{digits}` has not").into());
        }
        Ok(CallId(u128::from_str_radix(digits, 16)?))
    }
}
