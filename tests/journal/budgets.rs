//! A budget is one budget, however often its run is taken up.

use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use agentflow::error::OutOfBudget;
use agentflow::executor::{Inline, Journal};
use agentflow::policy::Budget;
use agentflow::{AgentError, AgentTask, agent, charge, workflow};

use crate::agents::{Runs, agent, journal, pool};
use crate::kills::{draw, killed, process, what_to_do};

const CALLS: u64 = 12;

/// As many calls as there is budget for, one after the other, and what the last one said.
fn calls(paid: &Runs, breaks_off_at: Option<u64>) -> AgentTask<Result<u64, AgentError>> {
    let paid = paid.clone();
    let budget = Budget::new().limit("calls", CALLS);
    workflow! {
        #[within(&budget)]
        all = loop(n = 0_u64) max 100 {
            next = call(&paid, breaks_off_at, n);
            => std::ops::ControlFlow::<u64, u64>::Continue(next)
        }?;
        => all
    }
}

fn call(paid: &Runs, breaks_off_at: Option<u64>, n: u64) -> AgentTask<u64> {
    let paid = paid.clone();
    agent("call", n, move |n| {
        assert!(breaks_off_at != Some(n), "the machine stops");
        thread::sleep(Duration::from_micros(200));
        if charge("calls", 1).is_ok() {
            paid.add();
        }
        n + 1
    })
}

fn says(result: Result<u64, AgentError>) -> String {
    result.unwrap_err().cause().to_string()
}

const OUT: &str = "out of calls: 12 of 12 spent, and 1 more were asked for";

#[test]
fn a_run_that_is_cut_off_after_any_call_pays_for_as_many_as_one_that_is_not() {
    for cut in 0..CALLS {
        let ((journal, _folder), paid) = (journal(), Runs::default());
        let run = journal.wrap("one", Inline);
        assert!(calls(&paid, Some(cut)).try_run_on(&run).is_err());
        assert_eq!(says(calls(&paid, None).run_on(&run)), OUT);
        assert_eq!(paid.count() as u64, CALLS, "cut off after {cut}");
        // It stays so.
        assert_eq!((says(calls(&paid, None).run_on(&run)), paid.count() as u64), (OUT.to_owned(), CALLS));
    }
}

/// What the process does that is killed.
#[test]
fn a_process_that_pays() {
    let Some((folder, run)) = what_to_do() else { return };
    let journal = Journal::open(folder.join("journal")).unwrap();
    let said = says(calls(&Runs::default(), None).run_on(&journal.wrap(&*run, Inline)));
    fs::write(folder.join(run), said).unwrap();
}

#[test]
fn a_process_that_is_killed_again_and_again_pays_for_as_many() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let (mut state, mut kills, mut runs) = (std::process::id().into(), 0, 0);
    while kills < 10 {
        let run = format!("run-{runs}");
        let process = &mut process("budgets::a_process_that_pays", folder, &run);
        let was_killed = killed(process, Duration::from_micros(draw(&mut state) % 40_000));
        (kills, runs) = (kills + u64::from(was_killed), runs + u64::from(!was_killed));
        let known = Journal::open(folder.join("journal")).unwrap().calls(&run).unwrap();
        let spent: u64 = known.iter().map(|call| call.spent.charges["calls"]).sum();
        assert_eq!(spent, known.len() as u64);
        assert!(spent <= CALLS);
        if !was_killed {
            assert_eq!((fs::read_to_string(folder.join(&run)).unwrap().as_str(), spent), (OUT, CALLS));
        }
    }
}

#[test]
fn a_larger_budget_goes_on_where_a_smaller_one_was_out() {
    let ((journal, _folder), pool, paid) = (journal(), pool(), Runs::default());
    let list = |limit| {
        let (paid, budget) = (paid.clone(), Budget::new().limit("calls", limit));
        let list = workflow! { all = par for n in 0..20_u64 { call(&paid, None, n) }; => all };
        let value = list.within(&budget).run_on(&journal.wrap("one", &pool));
        (value, budget.spent("calls"))
    };
    let (value, spent) = list(7);
    assert_eq!((value.is_err(), spent), (true, 7));
    let (value, spent) = list(20);
    assert_eq!(value.unwrap(), (1..=20).collect::<Vec<_>>());
    // A call that was cut short had paid, and is not known: it pays again.
    assert!(spent == 20 && (20..=27).contains(&paid.count()), "{}", paid.count());
    assert_eq!(list(20).1, 20);
}

static CHARGED: AtomicUsize = AtomicUsize::new(0);

#[agent(effect)]
fn charge_card(cents: u64) -> u64 {
    CHARGED.fetch_add(1, Ordering::Relaxed);
    // It does not look.
    let _refused = charge("cents", cents);
    cents
}

#[test]
fn an_effect_that_was_refused_a_charge_may_be_done_or_not() {
    let (journal, _folder) = journal();
    let run = |limit| {
        let budget = Budget::new().limit("cents", limit);
        let plan = workflow! { #[within(&budget)] paid = charge_card(120)?; => paid };
        plan.try_run_on(&journal.wrap("one", Inline)).map(|value| value.map_err(|error| error.cause().to_string()))
    };
    assert_eq!(run(100).unwrap().unwrap_err(), "out of cents: 0 of 100 spent, and 120 more were asked for");
    assert!(run(200).unwrap_err().to_string().contains("it may be done or not"));
    assert!(journal.forget_call("one", journal.begun("one").unwrap()[0].id).unwrap());
    assert_eq!((run(200).unwrap(), CHARGED.load(Ordering::Relaxed)), (Ok(120), 2));
    assert_eq!(run(100).unwrap().unwrap_err(), "out of cents: 0 of 100 spent, and 120 more were asked for");
}

/// What a value costs that many wait for is paid by who comes first, and who does not pay for it has it all the same.
#[test]
fn what_is_known_and_shared_is_paid_once_and_is_there_for_who_waits_outside() {
    let ((journal, _folder), paid) = (journal(), Runs::default());
    let plan = |limit| {
        let (budget, shared) = (Budget::new().limit("calls", limit), agentflow::share(call(&paid, None, 1)));
        let both = agentflow::join_results(shared.clone().within(&budget), shared, |inside, outside| (inside, outside));
        both.run_on(&journal.wrap("one", Inline))
    };
    assert_eq!(plan(1).0.unwrap(), 2);
    for limit in [1, 0] {
        let (inside, outside) = plan(limit);
        assert_eq!((inside.is_ok(), outside, paid.count()), (limit == 1, 2, 1));
        assert!(inside.is_ok() || inside.unwrap_err().downcast_ref::<OutOfBudget>().is_some());
    }
}
