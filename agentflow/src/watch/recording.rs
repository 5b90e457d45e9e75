//! All that was heard of a run.

use std::sync::{Arc, Mutex, PoisonError};

use super::{Event, Observer, Report};

/// Keeps what happens in a run, for a [`Report`]. A clone is the same one.
///
/// ```
/// use agentflow::watch::Recording;
/// use agentflow::workflow;
///
/// fn double(n: u32) -> u32 { n * 2 }
///
/// let recording = Recording::default();
/// let plan = workflow! { par { a = double(1); b = double(2) } => a + b };
/// plan.watched(recording.clone()).await_result();
///
/// let report = recording.report();
/// println!("{report}");
/// assert_eq!(report.agents().len(), 2);
/// ```
#[derive(Clone, Default)]
pub struct Recording(Arc<Mutex<Vec<Event>>>);

impl Recording {
    /// What has happened so far, as a report. It is of one run: a recording for each.
    #[must_use]
    pub fn report(&self) -> Report {
        Report::of(&self.events())
    }

    /// What has happened so far.
    #[must_use]
    pub fn events(&self) -> Vec<Event> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Observer for Recording {
    fn event(&self, event: &Event) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(event.clone());
    }
}
