//! Budgets: nobody spends more than there is, and all is cancelled when one is out.

use std::time::Duration;

use agentflow::error::OutOfBudget;
use agentflow::executor::Inline;
use agentflow::policy::Budget;
use agentflow::watch::note;
use agentflow::{
    AgentError, AgentTask, async_task, blocking_task, charge, completed_task, lazy_task, loop_task, race,
    sequence_tasks, share, workflow,
};
use tokio::time::Instant;

use crate::agents::{after_seconds, counted, later, never, when};
use crate::executors::{results, value};
use crate::handshake::{Events, on_each_pool, pool};

pub(crate) fn calls(limit: u64) -> Budget {
    Budget::new().limit("calls", limit)
}

/// An agent of each kind that spends so many calls and yields whether it got them.
pub(crate) fn spending(amount: u64) -> [AgentTask<bool>; 3] {
    let spend = move || charge("calls", amount).is_ok();
    let waits = async_task(move || async move {
        tokio::task::yield_now().await;
        spend()
    });
    [lazy_task(spend), blocking_task(spend), waits]
}

pub(crate) fn out(error: &AgentError) -> &OutOfBudget {
    error.downcast_ref().expect("the budget is out")
}

#[test]
fn a_budget_that_does_not_run_out_changes_no_value() {
    let budgets = [Budget::new(), calls(u64::MAX), Budget::new().time(Duration::from_hours(1))];
    for budget in &budgets {
        for task in [completed_task(true), later(true)].into_iter().chain(spending(1)) {
            let within = task.clone().within(budget).map(Result::ok);
            assert_eq!(value(&within), value(&task.clone().map(Some)));
            let fallible = task.map(|yes| if yes { Err("no".to_owned()) } else { Ok(()) });
            let within = fallible.clone().try_within(budget).map(|result| result.map_err(|e| e.cause().to_string()));
            assert_eq!(value(&within), value(&fallible));
        }
    }
}

#[test]
fn a_charge_outside_of_any_budget_is_free() {
    assert!(charge("calls", u64::MAX).is_ok());
    for task in spending(u64::MAX) {
        assert!(value(&task));
    }
}

#[test]
fn notes_are_charged_to_a_budget_that_limits_what_is_noted() {
    let says = |tokens: u64| lazy_task(move || note("tokens", tokens)).named("ask");
    let (noted, charged) = (Budget::new().limit_noted("tokens", 1000), Budget::new().limit("tokens", 1000));
    let both = |tokens| says(tokens).within(&noted).try_within(&charged);
    assert!(both(812).run_on(&Inline).is_ok());
    assert_eq!((noted.spent("tokens"), charged.spent("tokens")), (812, 0));
    let [share, _] = &noted.split(2)[..] else { panic!("there are two") };
    assert!(says(94).within(share).run_on(&Inline).is_ok());
    let error = says(1).within(share).run_on(&Inline).unwrap_err();
    assert_eq!(out(&error).to_string(), "out of tokens: 94 of 94 spent, and 1 more were asked for");
    assert_eq!(out(&error).charges()[0].agent(), "ask");
}

#[test]
fn a_charge_is_paid_wherever_the_agent_runs() {
    let budget = calls(1_000_000);
    let mut paid = 0;
    for task in spending(2) {
        let wraps: [fn(AgentTask<bool>) -> AgentTask<bool>; 4] =
            [|t| t, |t| t.map(|b| b), share, |t| sequence_tasks(vec![t]).map(|v| v[0])];
        for wrap in wraps {
            let runs = results(&wrap(task.clone()).within(&budget));
            assert!(runs.iter().all(|(_, result)| result.as_ref().is_ok_and(|got| *got)));
            paid += 2 * runs.len() as u64;
            assert_eq!(budget.spent("calls"), paid);
        }
    }
}

#[test]
fn nobody_overspends_whoever_spends_at_once() {
    let (budget, got) = (calls(5000), Events::default());
    let spend = |_| {
        let got = got.clone();
        lazy_task(move || {
            if charge("calls", 1).is_ok() {
                got.happen();
            }
        })
    };
    let plan = sequence_tasks((0..20_000).map(spend).collect());
    let error = plan.within(&budget).run_on(&pool(8)).unwrap_err();
    assert_eq!((out(&error).spent(), budget.spent("calls"), got.count()), (5000, 5000, 5000));
    assert_eq!(out(&error).charges()[0].amount(), 5000);
}

#[test]
fn the_charge_that_would_exceed_a_limit_is_not_booked_and_no_other_is_afterwards() {
    let budget = calls(10).limit("tokens", 1000);
    let plan = lazy_task(|| {
        let charges = [("calls", 9), ("calls", 2), ("calls", 1), ("tokens", 1)];
        charges.map(|(what, amount)| charge(what, amount).map_err(|error| error.to_string()))
    });
    let error = plan.within(&budget).run_on(&Inline).unwrap_err();
    let refused = "out of calls: 9 of 10 spent, and 2 more were asked for";
    assert_eq!(out(&error).to_string(), refused);
    // The agent came to its end all the same, and its value is not lost.
    let told = out(&error).take_values::<[Result<(), String>; 4]>();
    let refused = || Err(refused.to_owned());
    assert_eq!(told, [[Ok(()), refused(), refused(), refused()]]);
    assert_eq!((budget.spent("calls"), budget.spent("tokens"), budget.left("calls")), (9, 0, Some(1)));
}

#[test]
fn of_nested_budgets_all_pay_or_none_does() {
    let (inner, outer) = (calls(10), calls(3).limit("tokens", 5));
    let [spend, ..] = spending(2);
    let twice = spend.clone().zip(spend.clone()).within(&inner).within(&outer);
    let error = twice.run_on(&Inline).unwrap_err();
    assert_eq!((inner.spent("calls"), outer.spent("calls"), out(&error).limit()), (2, 2, 3));
    // The inner one is not out.
    assert_eq!(spend.clone().within(&inner).await_result().ok(), Some(true));

    let (inner, outer) = (calls(3), calls(10));
    let twice = spend.clone().zip(spend).within(&inner).within(&outer);
    let error = twice.run_on(&Inline).unwrap().unwrap_err();
    assert_eq!((inner.spent("calls"), outer.spent("calls"), out(&error).limit()), (2, 2, 3));
}

#[test]
fn the_same_budget_around_itself_pays_once() {
    let budget = calls(100);
    let nested = |task: AgentTask<bool>| (0..1000).fold(task, |task, _| task.try_once_more(&budget));
    for task in spending(7) {
        let before = budget.spent("calls");
        assert!(nested(task).await_result());
        assert_eq!(budget.spent("calls"), before + 7);
    }
}

/// One more level of the same budget.
trait OnceMore {
    fn try_once_more(self, budget: &Budget) -> Self;
}

impl OnceMore for AgentTask<bool> {
    fn try_once_more(self, budget: &Budget) -> Self {
        self.within(budget).map(|result| result.is_ok_and(|got| got))
    }
}

#[test]
fn shares_and_what_is_left_never_exceed_the_budget() {
    for (limit, n) in [(0, 3), (1, 3), (100, 3), (100, 7), (u64::MAX, 4), (5, 0)] {
        let budget = calls(limit);
        let shares = budget.split(n);
        let granted: u64 = shares.iter().filter_map(|share| share.left("calls")).sum();
        assert_eq!(granted + budget.left("calls").unwrap(), limit);
        assert_eq!(shares.len(), n);
        let most = shares.iter().filter_map(|share| share.left("calls")).max().unwrap_or(0);
        assert!(shares.iter().all(|share| share.left("calls").unwrap() + 1 >= most));
        // Nobody makes more of a share than it is.
        assert!(shares.into_iter().all(|share| share.limit("calls", u64::MAX).left("calls").unwrap() <= most));
        assert_eq!(budget.left("calls"), Some(limit));
    }
}

#[test]
fn a_fan_out_over_shares_spends_no_more_than_the_budget() {
    let budget = calls(1000);
    for _ in 0..10 {
        let task = |share: Budget| {
            let spend = sequence_tasks((0..70).map(|_| spending(1)[0].clone()).collect());
            spend.within(&share).map(|_| ())
        };
        sequence_tasks(budget.split(8).into_iter().map(task).collect()).within(&budget).run_on(&pool(8)).unwrap();
    }
    // Eight times 70 in the first round, and of the rest each round what its shares have: never more than there is.
    assert_eq!((budget.spent("calls"), budget.left("calls")), (1000, Some(0)));
}

#[test]
fn what_a_share_spent_is_spent_by_its_budget_once_and_the_rest_comes_back() {
    let budget = calls(100);
    let shares = budget.split(2);
    let [spend, ..] = spending(30);
    assert!(spend.within(&shares[0]).within(&budget).await_result().unwrap().unwrap());
    assert_eq!((shares[0].left("calls"), budget.spent("calls"), budget.left("calls")), (Some(20), 0, Some(0)));
    let clone = shares[0].clone();
    drop(shares);
    assert_eq!((budget.spent("calls"), budget.left("calls")), (0, Some(50)));
    drop(clone);
    assert_eq!((budget.spent("calls"), budget.left("calls")), (30, Some(70)));
}

/// An agent that asks for too much after a while, and would then never end, between others that never end either. Tells
/// how many of those are gone when the end of the budget is known.
fn overspending() -> AgentTask<(bool, usize)> {
    let (dropped, started) = (Events::default(), Events::default());
    let spend = async_task(|| async {
        tokio::task::yield_now().await;
        assert!(charge("calls", 1).is_err());
        std::future::pending::<u32>().await
    });
    let after = never::<u32>(&dropped).and_then(move |_| counted(&started, 7));
    let plan = sequence_tasks(vec![never(&dropped), spend, after]).within(&calls(0));
    plan.map(move |result| (result.is_err(), dropped.count()))
}

#[test]
fn when_a_budget_is_out_all_within_it_is_cancelled_and_gone() {
    assert_eq!(on_each_pool(overspending), [(true, 2); 5]);
    assert_eq!(overspending().run_on(&Inline), (true, 2));
}

#[test]
fn a_budget_that_is_out_starts_nothing_more() {
    let (budget, started) = (calls(0), Events::default());
    assert!(spending(1)[0].clone().within(&budget).await_result().is_err());
    let plan = counted(&started, 7).named("late").within(&budget).map(|result| result.unwrap_err().agent().to_owned());
    assert_eq!(value(&plan), "late");
    assert_eq!(started.count(), 0);
}

#[test]
fn all_plans_within_a_budget_end_when_it_is_out() {
    let (budget, dropped, started) = (calls(0), Events::default(), Events::default());
    std::thread::scope(|scope| {
        let waits = counted(&started, ()).zip(never::<u32>(&dropped)).within(&budget);
        let other = scope.spawn(|| waits.run_on(&pool(1)).is_err());
        started.wait_for(1);
        assert!(spending(1)[0].clone().within(&budget).run_on(&pool(1)).is_err());
        assert!(other.join().unwrap());
    });
}

#[tokio::test(start_paused = true)]
async fn the_error_comes_at_once() {
    let start = Instant::now();
    let spends = after_seconds(2, ()).and_then(|()| async_task(|| async { charge("calls", 1).is_ok() }));
    let plan = after_seconds(800, ()).zip(spends).within(&calls(0));
    assert!(plan.await.is_err());
    assert_eq!(start.elapsed(), Duration::from_secs(2));
}

#[test]
fn the_error_tells_who_was_charged_for_what() {
    let ask = |name: &'static str, tokens| lazy_task(move || charge("tokens", tokens).is_ok()).named(name);
    let plan = ask("a", 5).zip(ask("b", 7)).zip(ask("a", 1)).zip(ask("c", 1000));
    let error = plan.named("whole").within(&Budget::new().limit("tokens", 100)).run_on(&Inline).unwrap_err();
    assert_eq!(error.agent(), "whole");
    let charges = out(&error).charges().iter().map(|charge| (charge.agent(), charge.what(), charge.amount()));
    let places = charges.collect::<Vec<_>>();
    assert_eq!(places, [("a", "tokens", 6), ("b", "tokens", 7)]);

    let plan = workflow! { paid = charge("calls", 2)?; more = charge("calls", 2)?; => (paid, more) };
    let error = plan.try_within(&calls(3)).await_result().unwrap_err();
    assert_eq!(out(&error).charges()[0].agent(), "paid");
}

#[tokio::test(start_paused = true)]
async fn a_budget_runs_out_of_time() {
    let (start, dropped) = (Instant::now(), Events::default());
    let budget = calls(100).time(Duration::from_secs(5));
    assert!(after_seconds(3, ()).within(&budget).await.is_ok());
    let shares = budget.split(2);
    let error = never::<u32>(&dropped).within(&shares[0]).await.unwrap_err();
    assert_eq!((start.elapsed(), dropped.count()), (Duration::from_secs(5), 1));
    assert_eq!((out(&error).what(), out(&error).limit()), ("time", 5000));
    assert_eq!(out(&error).to_string(), "out of time: it took longer than 5000 ms");
    // Whoever comes later has no time at all.
    assert!(never::<u32>(&dropped).within(&budget).await.is_err());
    assert_eq!(start.elapsed(), Duration::from_secs(5));
}

#[test]
fn time_runs_out_for_agents_that_compute() {
    for threads in [1, 2] {
        let endless =
            loop_task(usize::MAX, 0_u64, |n| lazy_task(move || std::ops::ControlFlow::<u64, _>::Continue(n + 1)));
        let plan = endless.within(&Budget::new().time(Duration::from_millis(5)));
        assert_eq!(out(&plan.run_on(&pool(threads)).unwrap_err()).what(), "time");
    }
}

#[test]
fn a_plan_that_an_agent_runs_inside_itself_is_charged() {
    for task in spending(1) {
        let budget = calls(1000);
        let run = on_each_pool(|| {
            let task = task.clone();
            lazy_task(move || task.clone().await_result()).within(&budget)
        });
        assert_eq!(budget.spent("calls"), run.len() as u64);
    }
}

#[test]
fn an_agent_of_another_run_on_the_same_thread_is_not_charged() {
    let (budget, waits, done) = (calls(10), Events::default(), Events::default());
    let pool = pool(1);
    let waiting = {
        let (pool, waits, done) = (pool.clone(), waits.clone(), done.clone());
        // While it waits, its worker runs the agent of the other run.
        lazy_task(move || {
            waits.happen();
            when(&done, 1, true).run_on(&pool)
        })
    };
    std::thread::scope(|scope| {
        let within = scope.spawn(|| waiting.within(&budget).run_on(&pool).unwrap());
        waits.wait_for(1);
        assert!(spending(3)[0].clone().run_on(&pool));
        done.happen();
        assert!(within.join().unwrap());
    });
    assert_eq!(budget.spent("calls"), 0);
}

#[test]
fn a_plan_that_is_cancelled_from_outside_leaves_the_budget_as_it_is() {
    let (budget, dropped) = (calls(10), Events::default());
    let spent = spending(1)[2].clone();
    let plan = race(vec![
        spent
            .and_then({
                let dropped = dropped.clone();
                move |_| never::<u32>(&dropped)
            })
            .within(&budget)
            .map(|_| 0),
        when_spent(&budget),
    ]);
    assert_eq!(plan.run_on(&pool(1)), 1);
    dropped.wait_for(1);
    assert_eq!(budget.spent("calls"), 1);
    assert!(spending(9)[0].clone().within(&budget).await_result().unwrap());
}

fn when_spent(budget: &Budget) -> AgentTask<u32> {
    let budget = budget.clone();
    async_task(move || {
        let budget = budget.clone();
        async move {
            while budget.spent("calls") == 0 {
                tokio::task::yield_now().await;
            }
            1
        }
    })
}
