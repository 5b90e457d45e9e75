//! A run that is remembered, on whatever executor it is.

use std::sync::{Arc, Weak};
use std::task::{Context, Poll};
use std::time::{Duration, Instant, SystemTime};

use super::super::{Answer, BoxFuture, Call, Class, Engine, Executor, Job, Nature, Plan, Record, Recorded, Workers};
use super::entry::{BegunEntry, CallEntry};
use super::store::Store;
use super::writer::{Inbox, Line};
use crate::error::BoxError;

/// An executor with a memory, as [`Journal::wrap`](super::Journal::wrap) gives it.
pub struct Journaled<E> {
    store: Arc<Store>,
    run: Arc<str>,
    about: Option<String>,
    executor: E,
}

impl<E> Journaled<E> {
    pub(super) fn new(store: Arc<Store>, run: String, executor: E) -> Self {
        Journaled { store, run: run.into(), about: None, executor }
    }

    /// Keeps a text beside the run, which [`Journal::runs`](super::Journal::runs) gives back: such as the input from which the plan
    /// is made, so that a run that was cut short can be taken up by a process that knows nothing of it.
    #[must_use]
    pub fn about(self, text: impl Into<String>) -> Self {
        Journaled { about: Some(text.into()), ..self }
    }
}

impl<E: Executor> Executor for Journaled<E> {
    fn block_on(&self, plan: &mut Plan<'_>) {
        let (begun, refused) = match self.store.begin(&self.run, self.about.as_deref()) {
            Ok(begun) => (Some(begun), None),
            Err(error) => (None, Some(error.to_string())),
        };
        self.executor.block_on(&mut |workers| {
            let (store, inbox) = (Arc::downgrade(&self.store), self.store.writer.inbox());
            plan(Arc::new(Remembering { workers, store, inbox, run: Arc::clone(&self.run), refused: refused.clone() }))
        });
        if begun.is_some() {
            // If the end is not written, the run looks as if it were cut short, which does no harm.
            let _not_written = self.store.end(&self.run);
        }
    }
}

/// The workers of a run that is remembered.
struct Remembering {
    workers: Arc<dyn Workers>,
    /// What is left of a run may outlive it, and has nothing to do with the journal.
    store: Weak<Store>,
    inbox: Inbox,
    run: Arc<str>,
    /// Why nothing may be called.
    refused: Option<String>,
}

impl Engine for Remembering {
    fn call(&self, call: Call) -> Answer {
        if let Some(why) = &self.refused {
            return known(Err(why.clone().into()));
        }
        let Some(store) = self.store.upgrade() else { return known(Err("the journal is closed".into())) };
        match store.call(&self.run, call.id) {
            Ok(Some(entry)) => known(Ok(entry.recorded())),
            Ok(None) if call.nature == Nature::Effect => self.begin(&store, call),
            Ok(None) => Answer::Record(self.record(call)),
            Err(error) => known(Err(error.into())),
        }
    }

    fn run_id(&self) -> Option<&str> {
        Some(&self.run)
    }
}

fn known(value: Result<Recorded, BoxError>) -> Answer {
    Answer::Value(Box::pin(std::future::ready(value)))
}

impl Remembering {
    /// Nobody knows how far an effect had come that was cut short, so none is begun a second time.
    fn begin(&self, store: &Store, call: Call) -> Answer {
        match store.begun_call(&self.run, call.id) {
            Ok(None) => {}
            Ok(Some(before)) => return known(Err(before.is_in_doubt(&self.run).into())),
            Err(error) => return known(Err(error.into())),
        }
        let Call { id, agent, place, input, .. } = call.clone();
        let entry = BegunEntry { id, agent: agent.to_owned(), place, input, began: SystemTime::now() };
        let is_begun = self.inbox.write(Arc::clone(&self.run), Line::Begun(entry));
        let record = self.record(call);
        Answer::Begin(Box::pin(async { is_begun.await.map(|()| record).map_err(Into::into) }))
    }

    fn record(&self, call: Call) -> Record {
        let (inbox, run, start) = (self.inbox.clone(), Arc::clone(&self.run), Instant::now());
        Box::new(move |Recorded { value, failed, spent, .. }| {
            let Call { id, agent, place, input, .. } = call;
            let (ended, took) = (SystemTime::now(), start.elapsed());
            let entry = CallEntry { id, agent: agent.to_owned(), place, input, value, failed, spent, ended, took };
            let is_written = inbox.write(run, Line::Ended(entry));
            Box::pin(async { Ok(is_written.await?) })
        })
    }
}

impl Workers for Remembering {
    fn spawn(&self, class: Class, job: Job) {
        self.workers.spawn(class, job);
    }

    fn spawn_async(&self, future: BoxFuture<()>) {
        self.workers.spawn_async(future);
    }

    fn join(&self, left: &mut (dyn FnMut() + Send), right: &mut (dyn FnMut() + Send)) {
        self.workers.join(left, right);
    }

    fn engine(&self) -> Option<&dyn Engine> {
        Some(self)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<()> {
        self.workers.sleep(duration)
    }

    fn now(&self) -> Instant {
        self.workers.now()
    }

    fn overlaps(&self) -> bool {
        self.workers.overlaps()
    }

    fn postpones(&self) -> bool {
        self.workers.postpones()
    }

    fn poll_here(&self, poll: &mut dyn FnMut(&mut Context<'_>) -> Poll<()>) {
        self.workers.poll_here(poll);
    }

    fn polls_here(&self) -> bool {
        self.workers.polls_here()
    }
}
