//! A task that waits for a while.

use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

use crate::AgentTask;
use crate::graph::Sketch;
use crate::primitive::async_task::polled_agent;
use crate::run::Cx;
use crate::site::{AgentName, Site};
use crate::task::{Kind, Node, Step};

/// A task that is done after `duration`, and holds no thread meanwhile.
///
/// The time is that of the [executor](crate::executor::Workers::sleep): tokio's, with the feature of that name, so that
/// tests in its paused time wait for nothing. If the plan runs inside a runtime that was built without timers, the run
/// ends with an error that says so.
///
/// Law: `timer(d).and_then(|()| t) == t`, later.
///
/// ```
/// use agentflow::timer;
/// use std::time::{Duration, Instant};
///
/// let start = Instant::now();
/// timer(Duration::from_millis(5)).await_result();
/// assert!(start.elapsed() >= Duration::from_millis(5));
/// ```
#[doc(alias = "sleep")]
#[doc(alias = "delay")]
#[track_caller]
pub fn timer(duration: Duration) -> AgentTask<()> {
    timer_at(Site::At(Location::caller()), duration)
}

pub(crate) fn timer_at(site: Site, duration: Duration) -> AgentTask<()> {
    AgentTask::from_node(Kind::Async, Timer { duration, site })
}

struct Timer {
    duration: Duration,
    site: Site,
}

impl Node<()> for Timer {
    fn run(self: Arc<Self>, cx: &Cx<'_>) -> Step<()> {
        let workers = Arc::clone(cx.workers());
        Step::Later(polled_agent(self.site, move || workers.sleep(self.duration)))
    }

    fn sketch(&self, sketch: &mut Sketch) {
        sketch.agent(AgentName { function: "timer", ..self.site.into() });
    }
}
