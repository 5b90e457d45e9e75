//! The report as text.

use std::fmt;
use std::time::Duration;

use super::{AgentReport, End, Report, least_of_longest};

/// As many agents are named one by one, the longest; the rest is counted.
const MOST: usize = 12;

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.summary())?;
        self.waited_for(f)?;
        self.gains(f)?;
        self.waits(f)?;
        self.went_wrong(f)?;
        self.sums().iter().try_for_each(|(key, sum)| writeln!(f, "{key}: {sum}"))
    }
}

impl Report {
    /// The first line of the text: what the run took, and what working at once has gained.
    #[must_use]
    pub fn summary(&self) -> String {
        let (wall, work, agents) = (Time(self.wall()), Time(self.work()), self.leaves().count());
        let (speed_up, most) = (self.speed_up(), self.most_possible());
        format!(
            "took {wall}; {agents} agents worked {work}, {speed_up:.1} times as fast as one after the other (at most {most:.1})"
        )
    }

    fn waited_for(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "it has waited for:")?;
        let least = least_of_longest(MOST, self.critical_path().map(AgentReport::took).collect());
        let shown: Vec<_> = self.critical_path().filter(|agent| agent.took() >= least).take(MOST).collect();
        let longest = shown.iter().map(|agent| called(agent).chars().count()).max().unwrap_or_default();
        for agent in &shown {
            writeln!(f, "  {:<longest$}  {:>8} from {}", called(agent), Time(agent.took()), Time(agent.queued))?;
        }
        match self.critical.len() - shown.len() {
            0 => Ok(()),
            left_out => writeln!(f, "  and {left_out} shorter ones"),
        }
    }

    fn gains(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut gains: Vec<(Duration, &str)> = Vec::new();
        for name in self.leaves().map(|agent| &*agent.name).filter(|name| !name.is_empty()) {
            if gains.iter().all(|(_, known)| *known != name) {
                let gain = self.gain(name);
                gains.insert(gains.partition_point(|&(larger, before)| (gain, before) < (larger, name)), (gain, name));
            }
        }
        if gains.is_empty() {
            return Ok(());
        }
        writeln!(f, "twice as fast, they would have saved:")?;
        for (gain, name) in gains.iter().take(MOST) {
            writeln!(f, "  `{name}`  {}", Time(*gain))?;
        }
        Ok(())
    }

    fn waits(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (agent, in_vain, gain) in
            self.needless_waits().iter().filter(|(.., gain)| *gain > self.wall() / 50).take(MOST)
        {
            let others: Vec<_> = in_vain.iter().map(|other| format!("`{}`", other.label())).collect();
            let (label, others) = (agent.label(), others.join(" and "));
            let gain = Time(*gain);
            writeln!(f, "`{label}` does not use {others}: in one `par` block this run would have been {gain} shorter")?;
        }
        Ok(())
    }

    fn went_wrong(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let retried: u32 = self.agents.iter().map(|agent| agent.retries).sum();
        let cancelled = self.agents.iter().filter(|agent| agent.end == End::Cancelled).count();
        if retried > 0 {
            writeln!(f, "tried again: {retried} times")?;
        }
        if cancelled > 0 {
            writeln!(f, "cancelled: {cancelled} agents")?;
        }
        for agent in &self.agents {
            if let End::Failed(error) = &agent.end {
                writeln!(f, "failed: {} {error}", agent.label())?;
            }
        }
        Ok(())
    }
}

fn called(agent: &AgentReport) -> String {
    if agent.function.is_empty() { agent.label() } else { format!("{} ({})", agent.label(), agent.function) }
}

/// A time with as many digits as one looks at.
pub(super) struct Time(pub(super) Duration);

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&if self.0.is_zero() { "0s".to_owned() } else { format!("{:.1?}", self.0) })
    }
}
