//! Budgets of a plan whose agents spend elsewhere: they pay what was spent, once, whatever becomes of the run.

use std::fs;
use std::ops::ControlFlow::{Break, Continue};

use agentflow::error::{AgentError, OutOfBudget};
use agentflow::executor::{Run, State, Worker};
use agentflow::named::{Plan, Registry};
use agentflow::policy::Budget;
use agentflow::{AgentTask, plan, workflow};

use crate::agents::ask;
use crate::long;
use crate::process::Process;
use crate::server::Server;
use crate::wait::until;

/// What came of it, and how many tokens were spent.
type Spent = (Result<u64, String>, u64);

/// Who was refused what, or the value.
fn told(all: Result<u64, AgentError>, budget: &Budget) -> Spent {
    let why = |error: AgentError| {
        let out: &OutOfBudget = error.downcast_ref().unwrap();
        format!("{out}, by {}", out.refused().unwrap().agent())
    };
    (all.map_err(why), budget.spent("tokens"))
}

/// Two calls for each of nine.
#[plan]
fn at_once(limit: u64) -> AgentTask<Spent> {
    let budget = Budget::new().limit("tokens", limit);
    let paid = budget.clone();
    let plan = workflow! {
        #[within(&budget)]
        all = par for n in 0..9_u64 { a = ask(n); b = ask(a); => a + b };
        => all
    };
    plan.map(move |all| told(all.map(|all| all.iter().sum()), &paid))
}

#[plan]
pub(crate) fn in_turns(turns: usize, limit: u64) -> AgentTask<Spent> {
    let budget = Budget::new().limit("tokens", limit);
    let paid = budget.clone();
    let plan = workflow! {
        #[within(&budget)]
        end = loop(state = 1_u64) max turns { next = ask(state); => if next > turns as u64 { Break(next) } else { Continue(next) } };
        => end
    };
    plan.map(move |end| told(end, &paid))
}

/// How many calls were scheduled, and how many of these were cancelled.
fn scheduled<N: Plan>(run: &Run<N>) -> (usize, usize) {
    let history = String::from_utf8(run.history().unwrap()).unwrap();
    let times = |what: &str| history.matches(&format!("{{\"{what}\":")).count();
    (times("ActivityTaskScheduledEventAttributes"), times("ActivityTaskCancelRequestedEventAttributes"))
}

#[test]
fn agents_elsewhere_are_paid_for_to_the_last_token_and_no_further() {
    let server = Server::shared();
    let temporal = server.connect("budgets");
    let registry = Registry::new().agent::<ask>().plan::<at_once>().plan::<in_turns>();
    let _serving = Worker::new(registry).start(&temporal).unwrap();

    let enough = temporal.submit::<at_once>("enough", (180,)).unwrap().result().unwrap();
    assert_eq!(enough, at_once(180).await_result());
    assert_eq!(enough, (Ok(99), 180));

    let run = temporal.submit::<at_once>("too little", (95,)).unwrap();
    let why = "out of tokens: 90 of 95 spent, and 10 more were asked for, by ask";
    assert_eq!(run.result().unwrap(), (Err(why.to_owned()), 90));
    let status = run.status().unwrap();
    assert_eq!(status.state, State::Done);
    let (calls, cancelled) = scheduled(&run);
    assert!(
        calls - cancelled <= status.known.unwrap() && calls < 20,
        "{calls} calls, {cancelled} cancelled: {status:?}"
    );

    // It is the agent's worker that refuses.
    let run = temporal.submit::<in_turns>("refused", (5, 35)).unwrap();
    let why = "out of tokens: 30 of 35 spent, and 10 more were asked for, by ask";
    assert_eq!(run.result().unwrap(), (Err(why.to_owned()), 30));
    assert_eq!(scheduled(&run), (4, 0));
}

#[test]
fn what_was_spent_is_carried_along() {
    let server = long::server(40);
    let temporal = server.connect("budgets long");
    let registry = Registry::new().agent::<ask>().plan::<in_turns>();
    let _serving = Worker::new(registry).start(&temporal).unwrap();
    let enough = temporal.submit::<in_turns>("enough", (30, 300)).unwrap();
    let too_little = temporal.submit::<in_turns>("too little", (30, 295)).unwrap();
    assert_eq!(enough.result().unwrap(), (Ok(31), 300));
    let why = "out of tokens: 290 of 295 spent, and 10 more were asked for, by ask";
    assert_eq!(too_little.result().unwrap(), (Err(why.to_owned()), 290));
    assert!(long::carried(&enough).is_some() && long::carried(&too_little).is_some());
}

#[test]
fn what_was_spent_is_paid_once_if_the_worker_of_the_plan_is_killed() {
    let (server, queue) = (Server::shared(), "budgets killed");
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let asked = || fs::read_to_string(&log).map_or(0, |log| log.lines().count());
    let _agents = Process::start("agents", queue, &server, &log);
    let mut plans = Process::start("plans", queue, &server, &log);
    let run = server.connect(queue).submit::<in_turns>("paid once", (30, 300)).unwrap();
    for kill in 1..=2 {
        until("a call", || (asked() >= 5 * kill).then_some(()));
        plans.kill();
        plans = Process::start("plans", queue, &server, &log);
    }
    assert!(run.status().unwrap().state == State::Running, "it was through before its plan was killed");
    assert_eq!(run.result().unwrap(), (Ok(31), 300));
    assert_eq!(asked(), 30);
}
