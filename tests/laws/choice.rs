//! Laws 4 and 6: a router runs one of two; a race of one is that one, and what is there already wins.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use agentflow::{AgentTask, completed_task, dynamic_planner, lazy_task, race, router};
use proptest::prelude::*;

use crate::arbitrary::{any_value, config, shape};
use crate::executors::{results, value};
use crate::plan::{Value, is_even};

/// A task that counts how often it starts.
fn counted(starts: &Arc<AtomicUsize>) -> AgentTask<Value> {
    let starts = Arc::clone(starts);
    lazy_task(move || {
        starts.fetch_add(1, Ordering::Relaxed);
        Ok(0)
    })
}

proptest! {
    #![proptest_config(config(64))]

    #[test]
    fn a_router_that_is_told_true_is_its_first_task(t in shape()) {
        let starts = Arc::default();
        prop_assert_eq!(value(&router(completed_task(true), t.plan(), counted(&starts))), value(&t.plan()));
        prop_assert_eq!(starts.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn a_router_that_is_told_false_is_its_second_task(t in shape()) {
        let starts = Arc::default();
        prop_assert_eq!(value(&router(completed_task(false), counted(&starts), t.plan())), value(&t.plan()));
        prop_assert_eq!(starts.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn a_router_is_a_planner(c in shape(), t in shape(), f in shape()) {
        let routed = router(c.plan().map(|value| is_even(&value)), t.plan(), f.plan());
        let (t, f) = (t.plan(), f.plan());
        let planned = dynamic_planner(c.plan(), move |value| if is_even(&value) { t.clone() } else { f.clone() });
        prop_assert_eq!(value(&routed), value(&planned));
    }

    #[test]
    fn a_race_of_one_is_that_one(t in shape()) {
        prop_assert_eq!(value(&race(vec![t.plan()])), value(&t.plan()));
    }

    #[test]
    fn what_is_completed_wins_and_starts_nothing_behind_it(a in any_value()) {
        let starts = Arc::default();
        prop_assert_eq!(value(&race(vec![completed_task(a.clone()), counted(&starts)])), a);
        prop_assert_eq!(starts.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn a_race_is_won_by_one_of_its_tasks(v in proptest::collection::vec(shape(), 1..5)) {
        for (_, winner) in results(&race(v.iter().map(crate::plan::Shape::plan).collect())) {
            prop_assert!(v.iter().any(|t| t.meaning() == winner));
        }
    }
}
