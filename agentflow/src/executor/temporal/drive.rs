//! A run of a plan: its driver, and a future of the SDK for each thing that it waits for.

mod go_on;

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::pin;
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use temporalio_common::data_converters::RawValue;
use temporalio_sdk::{ApplicationFailure, MemoValue, WorkflowContext, WorkflowTermination};

use super::super::{Call, CallId, Driver, Request, SleepId};
use super::board::{BEGIN_AGAIN, Question};
use super::log::{Carried, Log};
use super::payload;
use super::plan::Hosted;
use super::under_way::{Came, UnderWay};
use crate::error::{BoxError, RunError};
use crate::executor::Recorded;
use crate::named::Plan;

/// So many calls are under way at once; a server refuses more than 2,000.
const AT_ONCE: usize = 1_000;
/// What is handed out together, in bytes: a message has 4 MB at most.
const TOGETHER: usize = 2_000_000;
/// A history of so many events is long; a server ends a run at 51,200.
const LONG: u32 = 10_000;

/// Under which names it is remembered how many calls have their values, and which effects may be done or not.
pub(super) const KNOWN: &str = "calls known";
pub(super) const IN_DOUBT: &str = "in doubt";

/// Runs a plan, or goes on with one.
pub(super) async fn drive<N: Plan>(
    context: &WorkflowContext<Hosted<N>>,
    input: RawValue,
) -> Result<RawValue, WorkflowTermination> {
    let mut payloads = input.payloads.into_iter().map(|payload| payload.data);
    let (input, carried) = (payloads.next().unwrap_or_default(), payloads.next());
    let mut run = DrivenRun::new(context, input);
    let end = run.go_to_the_end(carried).await;
    run.remember(KNOWN, MemoValue::new(run.known as u64));
    end
}

struct DrivenRun<'a, N> {
    context: &'a WorkflowContext<Hosted<N>>,
    input: Vec<u8>,
    driver: Driver<Result<Recorded, BoxError>>,
    /// Calls that were not handed out yet.
    queue: VecDeque<Call>,
    /// Sleeps that have not begun, and when they end.
    sleeps: Vec<(SleepId, u64)>,
    /// In the order in which it began, which is the order in which it is polled.
    under_way: Vec<UnderWay<'a>>,
    /// How many of it are calls.
    calls: usize,
    /// How many calls have their value.
    known: usize,
    log: Log,
    /// How much of the log is of earlier runs.
    told_before: usize,
    /// When the plan began, in this run or an earlier one.
    began: SystemTime,
}

impl<'a, N: Plan> DrivenRun<'a, N> {
    fn new(context: &'a WorkflowContext<Hosted<N>>, input: Vec<u8>) -> Self {
        let plan = context.state(Hosted::plans).registry.run_plan(N::NAME, &input);
        DrivenRun {
            context,
            input,
            driver: Driver::new(plan),
            queue: VecDeque::new(),
            sleeps: Vec::new(),
            under_way: Vec::new(),
            calls: 0,
            known: 0,
            log: Log::default(),
            told_before: 0,
            began: time(context),
        }
    }

    async fn go_to_the_end(&mut self, carried: Option<Vec<u8>>) -> Result<RawValue, WorkflowTermination> {
        if let Some(carried) = carried {
            self.recall(Carried::read(&carried).map_err(|error| failed(error.to_string()))?).await?;
        }
        loop {
            self.take_requests();
            if let Some(output) = self.driver.take_output() {
                return finish(N::NAME, output);
            }
            self.hand_out();
            if self.is_to_end() && self.calls == 0 {
                return self.go_on_as_new();
            }
            self.tell_board();
            let Some(came) = self.next().await else {
                self.under_way.iter().for_each(UnderWay::cancel);
                return Err(WorkflowTermination::cancelled());
            };
            for came in came {
                self.tell(came);
            }
        }
    }

    /// Milliseconds since the plan began, by the clock of its history.
    fn elapsed(&self) -> u64 {
        time(self.context).duration_since(self.began).map_or(0, millis)
    }

    fn take_requests(&mut self) {
        let now = self.elapsed();
        self.take_requests_at(now);
    }

    fn take_requests_at(&mut self, now: u64) {
        while let Some(request) = self.driver.next_request() {
            match request {
                Request::Call(call) if self.is_answered(&call) => self.ask(call, false),
                Request::Call(call) => self.queue.push_back(call),
                Request::CancelCall(id) => {
                    self.forget(|call| call.id == id);
                    self.under_way.iter().filter(|one| one.is_call(id)).for_each(UnderWay::cancel);
                }
                Request::Sleep(id, duration) => self.sleeps.push((id, now.saturating_add(millis(duration)))),
                Request::CancelSleep(id) => {
                    self.sleeps.retain(|(sleep, _)| *sleep != id);
                    self.under_way.iter().filter(|one| one.is_sleep(id)).for_each(UnderWay::cancel);
                }
            }
        }
    }

    fn is_answered(&self, call: &Call) -> bool {
        self.context.state(Hosted::plans).answered.contains_key(call.agent)
    }

    /// Calls that nobody waits for any more, or that have their values.
    fn forget(&mut self, is: impl Fn(&Call) -> bool) {
        self.queue.retain(|call| !is(call));
        let was_in_doubt = self.board(|board| {
            let is = |asked: &mut Question| is(&asked.call);
            board.asked.extract_if(.., is).filter(|asked| asked.in_doubt).count() > 0
        });
        if was_in_doubt {
            self.remember_doubts();
        }
    }

    fn ask(&self, call: Call, in_doubt: bool) {
        self.board(|board| board.asked.push(Question { call, in_doubt }));
    }

    /// Nobody here knows whether this effect was done.
    fn doubt(&self, call: Call) {
        self.ask(call, true);
        self.remember_doubts();
    }

    fn remember_doubts(&self) {
        self.remember(IN_DOUBT, MemoValue::new(self.board(|board| board.doubts())));
    }

    /// What the server shows of a run whether any worker is there or not.
    fn remember(&self, what: &str, value: MemoValue) {
        self.context.upsert_memo([(what, Some(value))]).expect("numbers and strings can be written");
    }

    fn board<R>(&self, f: impl FnOnce(&mut super::board::Board) -> R) -> R {
        f(&mut self.context.state(Hosted::board).borrow_mut())
    }

    fn tell_board(&self) {
        let (known, under_way, queued) = (self.known, self.calls, self.queue.len());
        self.board(|board| (board.known, board.under_way, board.queued) = (known, under_way, queued));
    }

    /// Whether the history gets too long. A run does something before it ends, however long its history is from the beginning.
    fn is_to_end(&self) -> bool {
        self.log.told.len() > self.told_before
            && (self.context.continue_as_new_suggested() || self.context.history_length() > LONG)
    }

    fn hand_out(&mut self) {
        let now = self.elapsed();
        for (id, end) in std::mem::take(&mut self.sleeps) {
            // A server has no timer of no length.
            let left = Duration::from_millis(end.saturating_sub(now).max(1));
            self.under_way.push(UnderWay::sleep(self.context, Some(id), left));
        }
        if self.is_to_end() {
            return;
        }
        let mut together = 0;
        while self.calls < AT_ONCE && together < TOGETHER {
            let Some(call) = self.queue.pop_front() else { return };
            together += call.input.len();
            self.start(call);
        }
        if together >= TOGETHER {
            // What comes after it is another message.
            self.under_way.push(UnderWay::sleep(self.context, None, Duration::from_millis(1)));
        }
    }

    fn start(&mut self, call: Call) {
        match payload::fits("its input", &call.input) {
            Ok(()) => {
                self.calls += 1;
                self.under_way.push(UnderWay::call(self.context, call));
            }
            Err(why) => {
                self.driver.complete(call.id, Err(why.into()));
                self.take_requests();
            }
        }
    }

    /// What came of what is under way; `None` if the run is cancelled.
    async fn next(&mut self) -> Option<Vec<Came>> {
        let context = self.context;
        let mut cancelled = pin!(context.cancelled());
        poll_fn(|cx| if cancelled.as_mut().poll(cx).is_ready() { Poll::Ready(None) } else { self.poll(cx).map(Some) })
            .await
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Vec<Came>> {
        let mut came = Vec::new();
        self.under_way.retain_mut(|one| match one.poll(cx) {
            Poll::Pending => true,
            Poll::Ready(what) => {
                came.push(what);
                false
            }
        });
        let plans = self.context.state(Hosted::plans);
        while let Some((asked, answer)) =
            self.board(|board| board.next_answer(|call, answer| plans.check(call, answer)))
        {
            came.push(Came::Answer(asked, answer));
        }
        if came.is_empty() { Poll::Pending } else { Poll::Ready(came) }
    }

    /// Tells the plan what came.
    fn tell(&mut self, came: Came) {
        let now = self.elapsed();
        self.driver.set_elapsed(Duration::from_millis(now));
        match came {
            Came::Value(call, value) => {
                self.calls -= 1;
                self.tell_value(now, call, value);
            }
            Came::Doubt(call) => {
                self.calls -= 1;
                self.doubt(call);
            }
            Came::Answer(Question { call, in_doubt: true }, value) => {
                self.remember_doubts();
                if value == BEGIN_AGAIN {
                    self.queue.push_back(call);
                } else {
                    self.tell_value(now, call.id, Ok(value.into()));
                }
            }
            Came::Answer(Question { call, .. }, value) => self.tell_value(now, call.id, Ok(value.into())),
            Came::Woke(Some(sleep)) => {
                self.log.woke(now, sleep.0);
                self.driver.wake(sleep);
            }
            Came::Woke(None) | Came::Cancelled => {}
        }
    }

    fn tell_value(&mut self, now: u64, call: CallId, recorded: Result<Recorded, BoxError>) {
        if let Ok(recorded) = &recorded {
            self.known += 1;
            self.log.value(now, call, recorded);
        }
        self.driver.complete(call, recorded);
    }
}

fn time<N: Plan>(context: &WorkflowContext<Hosted<N>>) -> SystemTime {
    context.workflow_time().unwrap_or(SystemTime::UNIX_EPOCH)
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn finish(plan: &str, output: Result<Result<Recorded, BoxError>, RunError>) -> Result<RawValue, WorkflowTermination> {
    let value = match output {
        Ok(Ok(recorded)) => recorded.value,
        Ok(Err(error)) => return Err(failed(error.to_string())),
        Err(error) => return Err(failed(error.to_string())),
    };
    payload::fits(&format!("what the plan `{plan}` yields"), &value).map_err(failed)?;
    Ok(payload::one(value))
}

/// The end of a run that has no value.
pub(super) fn failed(why: String) -> WorkflowTermination {
    WorkflowTermination::failed_application(ApplicationFailure::non_retryable(why))
}
