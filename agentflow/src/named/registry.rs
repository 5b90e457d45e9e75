//! What a process can run by name.

use std::any::type_name;
use std::collections::BTreeMap;
use std::fmt;

use super::{Agent, Named, Nature, Plan};
use crate::error::BoxError;
#[cfg(feature = "temporal")]
use crate::executor::Hosting;
use crate::executor::{Allowance, Recorded};
use crate::policy::metered;
use crate::{AgentTask, completed_task};

/// The agents and plans of a process, by name.
///
/// It is a list that the program writes, and no global state: a test can have one of its own, and what a worker can run stands
/// in one place.
///
/// ```
/// use agentflow::{agent, named::Registry};
///
/// #[agent(name = "files.length")]
/// fn length(text: &str) -> usize {
///     text.len()
/// }
///
/// let registry = Registry::new().agent::<length>();
/// assert!(registry.agents().eq(["files.length"]));
///
/// let error = registry.run_agent("files.lenght", b"[]").await_result().unwrap_err();
/// assert_eq!(error.to_string(), "no agent is called `files.lenght` here: there are `files.length`");
/// ```
#[derive(Clone, Default)]
pub struct Registry {
    agents: BTreeMap<&'static str, Entry>,
    plans: BTreeMap<&'static str, Entry>,
}

/// A task that gives bytes, or says why there are none.
type Written = AgentTask<Result<Recorded, BoxError>>;

#[cfg(feature = "temporal")]
type Host = fn(&mut Hosting<'_>);

#[derive(Clone, Copy)]
struct Entry {
    /// Where it stands in the program.
    path: &'static str,
    /// What is known of an agent.
    nature: Option<Nature>,
    task: fn(&[u8]) -> Written,
    /// Tells a Temporal worker of it.
    #[cfg(feature = "temporal")]
    host: Host,
    /// Whether these bytes are a value of it, or why not.
    #[cfg(feature = "temporal")]
    check_value: fn(&[u8]) -> Result<(), String>,
}

impl Registry {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Registry::default()
    }

    /// With this agent.
    ///
    /// # Panics
    ///
    /// If there is an agent of this name already.
    #[must_use]
    #[track_caller]
    pub fn agent<N: Agent>(mut self) -> Self
    where
        N::Value: Send,
    {
        let entry = Entry {
            path: type_name::<N>(),
            nature: Some(N::NATURE),
            task: written::<N>,
            #[cfg(feature = "temporal")]
            host: crate::executor::host_agent::<N>,
            #[cfg(feature = "temporal")]
            check_value: crate::executor::check_value::<N>,
        };
        add(&mut self.agents, "agents", N::NAME, entry);
        self
    }

    /// With this plan.
    ///
    /// # Panics
    ///
    /// If there is a plan of this name already.
    #[must_use]
    #[track_caller]
    pub fn plan<N: Plan>(mut self) -> Self
    where
        N::Value: Send,
    {
        let entry = Entry {
            path: type_name::<N>(),
            nature: None,
            task: written::<N>,
            #[cfg(feature = "temporal")]
            host: crate::executor::host_plan::<N>,
            #[cfg(feature = "temporal")]
            check_value: crate::executor::check_value::<N>,
        };
        add(&mut self.plans, "plans", N::NAME, entry);
        self
    }

    /// The names of all agents, in alphabetical order.
    pub fn agents(&self) -> impl Iterator<Item = &'static str> {
        self.agents.keys().copied()
    }

    /// The names of all plans, in alphabetical order.
    pub fn plans(&self) -> impl Iterator<Item = &'static str> {
        self.plans.keys().copied()
    }

    /// What may be done with calls of an agent: an engine must not start an [`Effect`](Nature::Effect) again.
    #[must_use]
    pub fn nature(&self, agent: &str) -> Option<Nature> {
        self.agents.get(agent)?.nature
    }

    /// A task that runs an agent with an input that an engine was handed as [`Call::input`](crate::executor::Call::input), and
    /// gives what the engine is to be told.
    ///
    /// # Errors
    ///
    /// The task fails if there is no such agent, if the input can't be read, or the value can't be written. A failure that is
    /// the agent's value is a value: see [`Recorded::failed`].
    pub fn run_agent(&self, name: &str, input: &[u8]) -> Written {
        self.run_agent_within(&Allowance::default(), name, input)
    }

    /// The same, for a call that came with an [allowance](crate::executor::Call::allowance): a [`charge`](crate::charge) of more is
    /// refused here, as it would be where the plan runs. Then there is no value, and the plan is to be told what was
    /// [spent](Recorded::spent) and what was [refused](Recorded::refused).
    ///
    /// # Errors
    ///
    /// As for [`run_agent`](Registry::run_agent).
    ///
    /// ```
    /// use agentflow::executor::Allowance;
    /// use agentflow::{agent, charge, named::Registry};
    ///
    /// #[agent]
    /// fn ask(question: &str) -> Result<String, String> {
    ///     charge("tokens", question.len() as u64).map_err(|out| out.to_string())?;
    ///     Ok("Yes.".into())
    /// }
    ///
    /// let registry = Registry::new().agent::<ask>();
    /// let run = |left| {
    ///     let allowance = Allowance { charges: [("tokens".into(), left)].into(), ..Allowance::default() };
    ///     registry.run_agent_within(&allowance, "ask", br#"["Is it true?"]"#).await_result().unwrap()
    /// };
    /// assert_eq!(run(100).spent.charges["tokens"], 11);
    /// assert_eq!(run(10).refused.unwrap().amount, 11);
    /// ```
    pub fn run_agent_within(&self, allowance: &Allowance, name: &str, input: &[u8]) -> Written {
        let task = run(&self.agents, "agent", name, input);
        metered(allowance, task).map(|(value, spent, refused)| match refused {
            None => Ok(Recorded { spent, ..value?? }),
            Some(_) => Ok(Recorded { spent, refused, ..Recorded::new(Vec::new(), true) }),
        })
    }

    /// The same for a plan.
    ///
    /// # Errors
    ///
    /// As for [`run_agent`](Registry::run_agent).
    pub fn run_plan(&self, name: &str, input: &[u8]) -> Written {
        run(&self.plans, "plan", name, input)
    }
}

#[cfg(feature = "temporal")]
impl Registry {
    /// The same as [`run_agent`](Registry::run_agent), for a call that has a [key](super::call_key).
    pub(crate) fn run_agent_as(&self, key: String, allowance: &Allowance, name: &str, input: &[u8]) -> Written {
        super::keyed::keyed(key, self.run_agent_within(allowance, name, input))
    }

    /// Whether these bytes are a value of an agent, as far as it is known here.
    pub(crate) fn check_value(&self, agent: &str, value: &[u8]) -> Result<(), String> {
        self.agents.get(agent).map_or(Ok(()), |entry| (entry.check_value)(value))
    }

    pub(crate) fn host_agents(&self, hosting: &mut Hosting<'_>) {
        self.agents.values().for_each(|entry| (entry.host)(hosting));
    }

    pub(crate) fn host_plans(&self, hosting: &mut Hosting<'_>) {
        self.plans.values().for_each(|entry| (entry.host)(hosting));
    }
}

#[track_caller]
fn add(all: &mut BTreeMap<&'static str, Entry>, what: &str, name: &'static str, entry: Entry) {
    if let Some(other) = all.insert(name, entry) {
        let (path, other) = (entry.path, other.path);
        assert_ne!(path, other, "`{path}` is registered twice");
        panic!(
            "two {what} are called `{name}`, `{other}` and `{path}`: give one of them another name, `name = \"..\"`"
        );
    }
}

fn run(all: &BTreeMap<&'static str, Entry>, what: &str, name: &str, input: &[u8]) -> Written {
    if let Some(entry) = all.get(name) {
        return (entry.task)(input);
    }
    let there_are = match all.len() {
        0 => "there are none".to_owned(),
        _ => format!("there are `{}`", all.keys().copied().collect::<Vec<_>>().join("`, `")),
    };
    failed(format!("no {what} is called `{name}` here: {there_are}"))
}

fn written<N: Named>(input: &[u8]) -> Written
where
    N::Value: Send,
{
    match (N::wire().decode_input)(input) {
        Ok(input) => {
            N::task(input).map(|value| N::wire().record(&value).map_err(|error| says::<N>("value", "written", &error)))
        }
        Err(error) => failed(says::<N>("input", "read", &error).to_string()),
    }
}

fn says<N: Named>(part: &str, verb: &str, error: &BoxError) -> BoxError {
    format!("the {part} of `{}` can't be {verb}: {error}", N::NAME).into()
}

/// No agent: an engine would refuse one that has no name, and hide the message.
fn failed(message: String) -> Written {
    completed_task(message).map(|message| Err(message.into()))
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registry").field("agents", &self.agents.keys()).field("plans", &self.plans.keys()).finish()
    }
}
