//! What a run has waited for, and what it could have gained.

mod family;
mod gain;
#[cfg(feature = "report-json")]
mod json;
mod path;
mod text;
mod timeline;
#[cfg(feature = "report-json")]
mod tracks;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::panic::Location;
use std::time::{Duration, Instant};

use super::event::label;
use super::{AgentId, Event, Note, What};
use family::Family;
use gain::Otherwise;

/// What became of a run and its agents, made by [`Recording`](super::Recording).
///
/// As text, it is the times, the [critical path](Report::critical_path), what a faster agent would have
/// [gained](Report::gain), and what went wrong.
#[derive(Clone, Debug)]
pub struct Report {
    agents: Vec<AgentReport>,
    wall: Duration,
    critical: Vec<AgentId>,
    family: Family,
}

/// What became of an agent. Times count from the first event of the run.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AgentReport {
    /// Its number.
    pub id: AgentId,
    /// The agent that planned it.
    pub parent: Option<AgentId>,
    /// Its name; else empty.
    pub name: Cow<'static, str>,
    /// The function that it calls; else empty.
    pub function: &'static str,
    /// Where it is written.
    pub location: &'static Location<'static>,
    /// When all that it waited for was there.
    pub queued: Duration,
    /// When its code began to run.
    pub started: Option<Duration>,
    /// The thread on which it began; empty for one without a name.
    pub thread: String,
    /// When it ended; for an agent that has not, the time of the last event.
    pub ended: Duration,
    /// How it ended.
    pub end: End,
    /// Whether a value was there already.
    pub cached: bool,
    /// How often it was tried again.
    pub retries: u32,
    /// What it said of itself.
    pub notes: Vec<(Cow<'static, str>, Note)>,
    /// How much later it could have ended, and the run no later.
    pub slack: Duration,
}

/// How an agent ended.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum End {
    /// It has not yet.
    Running,
    /// With its value.
    Finished,
    /// With this error.
    Failed(String),
    /// Nobody needed its value any more.
    Cancelled,
}

impl AgentReport {
    /// How long its code ran or waited.
    #[must_use]
    pub fn took(&self) -> Duration {
        self.started.map_or(Duration::ZERO, |started| self.ended.saturating_sub(started))
    }

    /// What it is called where no more than a word fits: its name, else its place.
    #[must_use]
    pub fn label(&self) -> String {
        label(&self.name, self.location)
    }
}

impl Report {
    /// The report of a run in which this happened.
    #[must_use]
    pub fn of(events: &[Event]) -> Self {
        let begin = events.iter().map(|event| event.at).min();
        let since = |at: Instant| begin.map_or(Duration::ZERO, |begin| at.saturating_duration_since(begin));
        let wall = events.iter().map(|event| since(event.at)).max().unwrap_or_default();
        let mut report =
            Report { agents: agents(events, since, wall), wall, critical: Vec::new(), family: Family::of(events) };
        report.critical = path::critical(&report.agents, &report.family);
        path::slacken(&mut report.agents, &report.family, wall);
        report
    }

    /// From the first event to the last.
    #[must_use]
    pub fn wall(&self) -> Duration {
        self.wall
    }

    /// The agents, in the order of their numbers.
    #[must_use]
    pub fn agents(&self) -> &[AgentReport] {
        &self.agents
    }

    /// The agents that the run has waited for, in order: had one of them been faster, the run would have been, too. An agent
    /// that has planned others is not among them: they are.
    pub fn critical_path(&self) -> impl Iterator<Item = &AgentReport> {
        self.critical.iter().filter_map(|id| self.agent(*id))
    }

    /// The times of all agents that do something themselves, added up: what the run would take one after the other.
    #[must_use]
    pub fn work(&self) -> Duration {
        self.leaves().map(AgentReport::took).sum()
    }

    /// How many times as fast as one after the other the run was.
    #[must_use]
    pub fn speed_up(&self) -> f64 {
        ratio(self.work(), self.wall)
    }

    /// How many times as fast it could have been, with a thread for every agent.
    #[must_use]
    pub fn most_possible(&self) -> f64 {
        ratio(self.work(), self.critical_path().map(AgentReport::took).sum())
    }

    /// How much shorter the run would have been, had all agents of this name taken half their time.
    #[must_use]
    pub fn gain(&self, name: &str) -> Duration {
        self.gain_if(Otherwise::TwiceAsFast(name))
    }

    /// Steps that waited for others whose values they do not use, only because they are written after them: which waited for
    /// which, and how much shorter the run would have been had they stood in one `par` block; the largest gain first. Whether
    /// they may stand there is for the author to say: agents have effects.
    #[must_use]
    pub fn needless_waits(&self) -> Vec<(&AgentReport, Vec<&AgentReport>, Duration)> {
        let mut waits: Vec<(_, _, Duration)> = Vec::new();
        for agent in &self.agents {
            let in_vain: Vec<_> = self.family.in_vain(agent.id).iter().filter_map(|id| self.agent(*id)).collect();
            let gain = if in_vain.is_empty() { Duration::ZERO } else { self.gain_if(Otherwise::AtOnce(agent.id)) };
            if !gain.is_zero() {
                waits.insert(waits.partition_point(|(.., larger)| *larger >= gain), (agent, in_vain, gain));
            }
        }
        waits
    }

    /// What agents have [noted](super::note) and charged in whole numbers, added up.
    #[inline]
    #[must_use]
    pub fn noted(&self) -> BTreeMap<&str, u64> {
        self.sums().into_iter().collect()
    }

    /// What was noted in whole numbers, in alphabetical order. A list, as a map of these types would be compiled for this alone.
    fn sums(&self) -> Vec<(&str, u64)> {
        let mut sums: Vec<(&str, u64)> = Vec::new();
        for (key, value) in self.agents.iter().flat_map(|agent| &agent.notes) {
            let Note::Count(count) = value else { continue };
            match sums.binary_search_by_key(&&**key, |(key, _)| key) {
                Ok(place) => sums[place].1 = sums[place].1.saturating_add(*count),
                Err(place) => sums.insert(place, (key, *count)),
            }
        }
        sums
    }

    fn gain_if(&self, otherwise: Otherwise<'_>) -> Duration {
        gain::of(&self.agents, &self.family, self.wall, otherwise)
    }

    fn agent(&self, id: AgentId) -> Option<&AgentReport> {
        path::find(&self.agents, id)
    }

    /// Those that have planned no others.
    fn leaves(&self) -> impl Iterator<Item = &AgentReport> {
        self.agents.iter().filter(|agent| self.family.children(Some(agent.id)).is_empty())
    }
}

fn ratio(work: Duration, time: Duration) -> f64 {
    if time.is_zero() { 1.0 } else { work.as_secs_f64() / time.as_secs_f64() }
}

/// Their numbers come nearly in order, so that nearly all are put at the end.
fn agents(events: &[Event], since: impl Fn(Instant) -> Duration, wall: Duration) -> Vec<AgentReport> {
    let mut agents: Vec<AgentReport> = Vec::new();
    for event in events {
        let at = since(event.at);
        let index = agents.binary_search_by_key(&event.agent, |agent| agent.id).unwrap_or_else(|index| {
            agents.insert(index, first_heard(event, at, wall));
            index
        });
        let agent = &mut agents[index];
        match &event.what {
            What::Planned { .. } => {}
            What::Queued => agent.queued = at,
            What::Started => {
                agent.started = Some(at);
                event.thread.name().unwrap_or_default().clone_into(&mut agent.thread);
            }
            What::Retried { .. } => agent.retries += 1,
            What::Cached => agent.cached = true,
            What::Noted { key, value } => agent.notes.push((key.clone(), value.clone())),
            What::Finished => (agent.ended, agent.end) = (at, End::Finished),
            What::Failed(error) => (agent.ended, agent.end) = (at, End::Failed(error.clone())),
            What::Cancelled => (agent.ended, agent.end) = (at, End::Cancelled),
        }
    }
    agents
}

/// The shortest of so many longest times; zero if there are fewer.
fn least_of_longest(most: usize, mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.len().checked_sub(most).and_then(|index| times.get(index)).copied().unwrap_or_default()
}

fn first_heard(event: &Event, at: Duration, wall: Duration) -> AgentReport {
    AgentReport {
        id: event.agent,
        parent: event.parent,
        name: event.name.clone(),
        function: event.function,
        location: event.location,
        queued: at,
        started: None,
        thread: String::new(),
        ended: wall,
        end: End::Running,
        cached: false,
        retries: 0,
        notes: Vec::new(),
        slack: Duration::ZERO,
    }
}
