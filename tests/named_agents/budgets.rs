//! What agents spend that run elsewhere, or ran before.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use agentflow::error::{AgentError, OutOfBudget};
use agentflow::executor::{Allowance, Driver, Inline, Pool, Recorded, Refused, Request};
use agentflow::policy::Budget;
use agentflow::watch::note;
use agentflow::{AgentTask, charge, completed_task, join_results, lazy_task, sequence_tasks, share, workflow};

use crate::calls::{ask, drive_with};
use crate::number_agent::agent;
use crate::recorded::{Memory, Remembering};

fn tokens(limit: u64) -> Budget {
    Budget::new().limit("tokens", limit)
}

/// An agent that does something with its input, for ten tokens.
fn paid(name: &'static str, input: u64, f: fn(u64) -> u64) -> AgentTask<u64> {
    agent(name, input, move |input| if charge("tokens", 10).is_ok() { f(input) } else { 0 })
}

fn nine() -> AgentTask<Vec<u64>> {
    sequence_tasks((0..9).map(|n| paid("ask", n, |n| n + 1)).collect())
}

/// What a worker says of such an agent that ran there.
fn ten_tokens(value: u64) -> Recorded {
    let mut recorded = Recorded::from(value.to_string().into_bytes());
    recorded.spent.charges.insert("tokens".into(), 10);
    recorded
}

fn out(error: &AgentError) -> &OutOfBudget {
    error.downcast_ref().unwrap()
}

#[test]
fn a_call_says_what_is_left_for_it_and_its_value_is_paid_for() {
    let (all, few) = (tokens(100).limit("calls", 5), tokens(50).limit_noted("cents", 7));
    let plan = ask("ask", 1).and_then(|n| ask("ask", n)).within(&few).within(&all);
    let mut driver = Driver::new(plan);
    let left = |tokens: u64| Allowance {
        charges: [("tokens".into(), tokens), ("calls".into(), 5), ("cents".into(), 7)].into(),
        notes: [("cents".into(), 7)].into(),
    };
    for tokens in [50, 40] {
        let Some(Request::Call(call)) = driver.next_request() else { panic!("it asks") };
        assert_eq!(call.allowance, left(tokens));
        driver.complete(call.id, Ok(ten_tokens(2)));
    }
    assert_eq!(driver.take_output().unwrap().unwrap().unwrap().unwrap(), 2);
    assert_eq!((all.spent("tokens"), few.spent("tokens")), (20, 20));
}

#[test]
fn a_budget_that_is_enough_changes_nothing_in_fifty_orders_and_one_that_is_not_is_out_in_all_of_them() {
    let run = |limit, seed: u64| {
        let (budget, mut state) = (tokens(limit), seed);
        let pick = move |open: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).unwrap() % open
        };
        let inner = budget.clone();
        let plan = workflow! {
            #[within(&inner)]
            all = par for n in 0..9_u64 { a = ask("ask", n); b = ask("ask", a); => a ^ b };
            last = ask("last", 1);
            => (all, last)
        };
        let driven = drive_with(plan, pick, |call| {
            let number = u64::from_be_bytes(call.id.to_bytes()[..8].try_into().unwrap());
            ten_tokens(number >> 8)
        });
        let calls: Vec<_> = driven.calls.into_iter().map(|(id, call)| (id, call.agent, call.input)).collect();
        (driven.result.unwrap(), calls, budget.spent("tokens"))
    };
    let ((first, last), calls, spent) = run(180, 0);
    let first = first.unwrap();
    assert_eq!((calls.len(), spent), (19, 180));
    for seed in 1..50 {
        let ((all, again), asked, _) = run(180, seed);
        assert!(all.unwrap() == first && again == last && asked == calls, "seed {seed}");

        let ((all, again), _, spent) = run(175, seed);
        let error = all.unwrap_err();
        assert_eq!(error.cause().to_string(), "out of tokens: 170 of 175 spent, and 10 more were asked for");
        assert_eq!((out(&error).charges()[0].agent(), out(&error).charges()[0].amount()), ("ask", 170));
        assert_eq!((again, spent), (last, 170));
    }
}

#[test]
fn what_was_refused_elsewhere_is_out_here_and_what_was_spent_is_spent() {
    let budget = tokens(50);
    let mut driver = Driver::new(workflow! { #[within(&budget)] a = ask("ask", 1); => a });
    let Some(Request::Call(call)) = driver.next_request() else { panic!("it asks") };
    let mut refused = ten_tokens(0);
    refused.refused = Some(Refused { what: "tokens".into(), amount: 41 });
    driver.complete(call.id, Ok(refused.clone()));
    let error = driver.take_output().unwrap().unwrap().unwrap_err();
    assert_eq!(error.cause().to_string(), "out of tokens: 10 of 50 spent, and 41 more were asked for");
    assert_eq!(out(&error).refused().unwrap().agent(), "ask");

    // Nothing here knows of a limit.
    let mut driver = Driver::new(ask("ask", 1));
    let Some(Request::Call(call)) = driver.next_request() else { panic!("it asks") };
    driver.complete(call.id, Ok(refused));
    let error = driver.take_output().unwrap().unwrap_err();
    assert_eq!(error.to_string(), "agent `ask` is out of tokens: 0 of 0 spent, and 41 more were asked for");
}

/// A shared task goes on when who came first is cancelled, so nobody else may wait for a value that never comes.
#[test]
fn what_was_refused_elsewhere_is_asked_for_again_by_who_waits_outside_of_the_budget() {
    let run = |is_outside: bool| {
        let (budget, shared) = (tokens(50), share(ask("ask", 1)));
        let inside = join_results(shared.clone(), shared.clone(), |a, b| a + b).within(&budget);
        let outside = if is_outside { shared } else { completed_task(0) };
        let plan = join_results(inside, outside, |inside, outside| (inside, outside));
        let driven = drive_with(
            plan,
            |_| 0,
            |call| {
                let is_refused = call.allowance.charges.contains_key("tokens");
                let refused = is_refused.then(|| Refused { what: "tokens".into(), amount: 51 });
                let mut recorded = ten_tokens(2);
                recorded.refused = refused;
                recorded
            },
        );
        let (inside, outside) = driven.result.unwrap();
        assert_eq!(
            inside.unwrap_err().cause().to_string(),
            "out of tokens: 10 of 50 spent, and 51 more were asked for"
        );
        (outside, driven.calls.len())
    };
    assert_eq!(run(true), (2, 2));
    assert_eq!(run(false), (0, 1));
}

/// Others have used up the outer budget before the agent pays. The inner one has enough, and stays as it is.
#[test]
fn the_budget_that_is_out_is_the_one_that_refused() {
    let (outer, inner) = (Budget::new().limit("calls", 1), tokens(100));
    let others = outer.clone();
    let plan = agent("ask", 1, move |n| {
        let other = lazy_task(|| charge("calls", 2).is_ok()).within(&others);
        assert!(std::thread::spawn(move || other.run_on(&Inline)).join().unwrap().is_err());
        n + u64::from(charge("tokens", 10).is_ok())
    });
    let plan = plan.within(&inner).within(&outer);
    let error = plan.run_on(&Remembering(&Pool::with_threads(1).unwrap(), Arc::default())).unwrap_err();
    assert_eq!(error.cause().to_string(), "out of calls: 0 of 1 spent, and 2 more were asked for");
    assert!(lazy_task(|| charge("tokens", 1).is_ok()).within(&inner).run_on(&Inline).unwrap());
}

#[test]
fn each_run_pays_once_whether_an_agent_runs_or_its_value_is_known() {
    let (pool, memory) = (Pool::with_threads(2).unwrap(), Arc::<Memory>::default());
    for _ in 0..3 {
        let budget = tokens(90);
        let plan = nine().within(&budget);
        assert_eq!(plan.run_on(&Remembering(&pool, Arc::clone(&memory))).unwrap().len(), 9);
        assert_eq!((budget.spent("tokens"), memory.new.load(Ordering::Relaxed)), (90, 9));
    }
    // What was charged where nothing was limited is known as well.
    let memory = Arc::<Memory>::default();
    nine().run_on(&Remembering(&pool, Arc::clone(&memory)));
    let error = nine().within(&tokens(89)).run_on(&Remembering(&pool, memory)).unwrap_err();
    assert_eq!(out(&error).refused().unwrap().to_string().split(' ').next_back(), Some("tokens"));
}

#[test]
fn a_call_that_was_refused_a_charge_is_not_known() {
    let memory = Arc::<Memory>::default();
    let run = |limit| {
        nine().within(&tokens(limit)).run_on(&Remembering(&Pool::with_threads(1).unwrap(), Arc::clone(&memory)))
    };
    assert!(run(30).is_err());
    assert_eq!(run(90).unwrap(), nine().run_on(&Inline));
}

#[test]
fn a_refusal_of_a_budget_of_its_own_is_a_part_of_what_an_agent_does() {
    fn asks_twice(n: u64) -> u64 {
        let twice = lazy_task(|| charge("tokens", 5).and_then(|()| charge("tokens", 5)).is_ok());
        n + u64::from(twice.within(&Budget::new().limit("tokens", 9)).run_on(&Inline).is_ok())
    }
    let (pool, memory) = (Pool::with_threads(1).unwrap(), Arc::<Memory>::default());
    for _ in 0..2 {
        let budget = tokens(100);
        let plan = paid("ask", 1, asks_twice).within(&budget);
        assert_eq!(plan.run_on(&Remembering(&pool, Arc::clone(&memory))).unwrap(), 1);
        assert_eq!((budget.spent("tokens"), memory.new.load(Ordering::Relaxed)), (15, 1));
    }
}

#[test]
fn notes_that_a_budget_charges_are_known_and_others_are_not() {
    fn notes(n: u64) -> u64 {
        note("cents", 3_u64);
        note("pages", 8_u64);
        n
    }
    let (pool, memory) = (Pool::with_threads(1).unwrap(), Arc::<Memory>::default());
    for _ in 0..2 {
        let budget = Budget::new().limit_noted("cents", 3).limit("pages", 1);
        let plan = paid("ask", 1, notes).within(&budget);
        assert_eq!(plan.run_on(&Remembering(&pool, Arc::clone(&memory))).unwrap(), 1);
        assert_eq!((budget.spent("cents"), budget.spent("pages"), budget.spent("tokens")), (3, 0, 10));
    }
}

/// A budget around an agent that runs a plan on an engine: nothing stops that plan but its own end.
#[test]
fn a_run_within_an_agent_goes_on_with_what_is_known_and_ends_where_something_is_refused() {
    let run = |limit, memory: &Arc<Memory>| {
        let memory = Arc::clone(memory);
        let plan = lazy_task(move || {
            let pool = Pool::with_threads(1).unwrap();
            nine().try_run_on(&Remembering(&pool, Arc::clone(&memory))).map_err(|error| error.to_string())
        });
        plan.within(&tokens(limit)).run_on(&Inline)
    };
    let known = Arc::<Memory>::default();
    let nine = run(90, &known).unwrap();
    let refused = "agent `ask` is out of tokens: 30 of 35 spent, and 10 more were asked for".to_owned();
    for (memory, ended) in [(Arc::default(), Err(refused)), (known, nine)] {
        let error = run(35, &memory).unwrap_err();
        assert_eq!(error.cause().to_string(), "out of tokens: 30 of 35 spent, and 10 more were asked for");
        assert_eq!(out(&error).take_values::<Result<Vec<u64>, String>>(), [ended]);
    }
}
