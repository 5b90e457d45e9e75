//! The one thread of a simulation, as the workers of its run.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::super::{BoxFuture, Class, Job, Workers, reactor};
use super::agenda::Agenda;

pub(super) struct OneThread(Arc<Agenda>);

impl OneThread {
    pub(super) fn workers(agenda: &Arc<Agenda>) -> Arc<dyn Workers> {
        Arc::new(OneThread(Arc::clone(agenda)))
    }
}

impl Workers for OneThread {
    fn spawn(&self, _class: Class, job: Job) {
        self.0.spawn(job);
    }

    fn spawn_async(&self, future: BoxFuture<()>) {
        self.0.spawn_async(future);
    }

    fn join(&self, left: &mut (dyn FnMut() + Send), right: &mut (dyn FnMut() + Send)) {
        if self.0.flip() {
            left();
            self.0.do_some_jobs();
            right();
        } else {
            right();
            self.0.do_some_jobs();
            left();
        }
    }

    fn postpones(&self) -> bool {
        self.0.flip()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<()> {
        reactor::sleep(duration)
    }

    fn now(&self) -> Instant {
        reactor::now()
    }
}
