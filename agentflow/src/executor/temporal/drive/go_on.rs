//! A run whose history gets too long goes on as a new one.

use std::collections::{HashMap, HashSet, VecDeque};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use temporalio_common::data_converters::RawValue;
use temporalio_sdk::{ContinueAsNewOptions, WorkflowTermination};

use super::super::log::{Carried, Log, Told, What};
use super::super::{payload, read_back, spending};
use super::{Came, DrivenRun, failed};
use crate::executor::{CallId, SleepId};
use crate::named::Plan;

impl<N: Plan> DrivenRun<'_, N> {
    /// Ends this run, and has another one go on where it is.
    pub(super) fn go_on_as_new(&mut self) -> Result<RawValue, WorkflowTermination> {
        self.log.end_of_run(self.context.run_id());
        let (mail, doubts) = self.board(|board| {
            let doubts = board.asked.iter().filter(|asked| asked.in_doubt).map(|asked| asked.call.id);
            (std::mem::take(&mut board.mail), doubts.collect())
        });
        let carried =
            Carried { began: since_epoch(self.began), log: std::mem::take(&mut self.log), mail, doubts }.write();
        if let Err(why) = payload::fits("what a run hands to the next one", &carried) {
            return Err(failed(format!("the plan `{}` makes too many calls for one run: {why}", N::NAME)));
        }
        let input = RawValue::new(vec![payload::json(std::mem::take(&mut self.input)), payload::json(carried)]);
        match self.context.continue_as_new(input, ContinueAsNewOptions::default())? {}
    }

    /// Tells the plan all that it was told in earlier runs.
    pub(super) async fn recall(&mut self, carried: Carried) -> Result<(), WorkflowTermination> {
        let elsewhere = self.read_back(&carried.log).await?;
        self.began = UNIX_EPOCH + Duration::from_millis(carried.began);
        self.told_before = carried.log.told.len();
        self.board(|board| board.mail = carried.mail);
        let mut known = HashSet::new();
        // What it asks for is dated by what it was told before: a timer ends when it would have ended.
        self.take_requests_at(0);
        for Told { at, what } in &carried.log.told {
            self.driver.set_elapsed(Duration::from_millis(*at));
            match what {
                What::Value(call, value, spending) => {
                    known.insert(*call);
                    let value = value.as_ref().or_else(|| elsewhere.get(call)).cloned().unwrap_or_default();
                    self.driver.complete(*call, spending::recorded(value.into_bytes(), spending.as_deref()));
                }
                What::Woke(sleep) => {
                    self.sleeps.retain(|(id, _)| id.0 != *sleep);
                    self.driver.wake(SleepId(*sleep));
                }
            }
            self.take_requests_at(*at);
        }
        self.forget(|call| known.contains(&call.id));
        let (doubts, queue) = self.queue.drain(..).partition(|call| carried.doubts.contains(&call.id));
        self.queue = queue;
        VecDeque::into_iter(doubts).for_each(|call| self.doubt(call));
        self.known = known.len();
        self.log = carried.log;
        self.wake_what_is_over();
        Ok(())
    }

    /// Sleeps that ended before this run began. A server that is late with its timers would be late in each run.
    fn wake_what_is_over(&mut self) {
        let now = self.elapsed();
        let first_over = |sleeps: &[(SleepId, u64)]| {
            let over = sleeps.iter().filter(|(_, end)| *end < now);
            over.min_by_key(|(_, end)| *end).map(|(sleep, _)| *sleep)
        };
        // One after the other: who is woken may not wait for the others any more.
        while let Some(sleep) = first_over(&self.sleeps) {
            self.sleeps.retain(|(other, _)| *other != sleep);
            self.tell(Came::Woke(Some(sleep)));
            self.take_requests();
        }
    }

    /// The values that were too much to be carried along.
    async fn read_back(&self, log: &Log) -> Result<HashMap<CallId, String>, WorkflowTermination> {
        let missing = log.told.iter().enumerate().filter(|(_, told)| matches!(told.what, What::Value(_, None, _)));
        let runs: Vec<&str> = missing.filter_map(|(index, _)| log.run_of(index)).collect();
        let mut values = HashMap::new();
        let mut read = HashSet::new();
        for run in runs {
            if read.insert(run) {
                read_back::values_of(self.context, run, &mut values).await?;
            }
        }
        Ok(values)
    }
}

fn since_epoch(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, super::millis)
}
