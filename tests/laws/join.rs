//! Law 3: joining is merging, whatever the brackets, and a failure ends it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use agentflow::{AgentTask, completed_task, join_results, lazy_task, try_join_results};
use proptest::prelude::*;

use crate::arbitrary::{any_value, config, fun, shape};
use crate::executors::value;
use crate::plan::{Value, merge};

proptest! {
    #![proptest_config(config(64))]

    #[test]
    fn joining_completed_tasks_completes_with_the_merged_value(a in any_value(), b in any_value()) {
        let joined = join_results(completed_task(a.clone()), completed_task(b.clone()), merge);
        prop_assert_eq!(value(&joined), value(&completed_task(merge(a, b))));
    }

    #[test]
    fn associativity_up_to_the_shape_of_the_tuple(a in shape(), b in shape(), c in shape()) {
        let left = a.plan().zip(b.plan()).zip(c.plan()).map(|((a, b), c)| (a, b, c));
        let right = a.plan().zip(b.plan().zip(c.plan())).map(|(a, (b, c))| (a, b, c));
        prop_assert_eq!(value(&left), value(&right));
    }

    #[test]
    fn naturality_what_follows_the_merger_may_be_a_part_of_it(a in shape(), b in shape(), g in fun()) {
        let inside = { let g = g.clone(); join_results(a.plan(), b.plan(), move |a, b| g.call(merge(a, b))) };
        let outside = join_results(a.plan(), b.plan(), merge).map(move |c| g.call(c));
        prop_assert_eq!(value(&outside), value(&inside));
    }

    #[test]
    fn naturality_what_precedes_the_merger_may_be_a_part_of_it(a in shape(), b in shape(), f in fun(), g in fun()) {
        let inside = {
            let (f, g) = (f.clone(), g.clone());
            join_results(a.plan(), b.plan(), move |a, b| merge(f.call(a), g.call(b)))
        };
        let outside = join_results(a.plan().map(move |a| f.call(a)), b.plan().map(move |b| g.call(b)), merge);
        prop_assert_eq!(value(&outside), value(&inside));
    }

    #[test]
    fn the_sides_may_be_swapped_with_the_arguments(a in shape(), b in shape()) {
        let swapped = join_results(b.plan(), a.plan(), |b, a| merge(a, b));
        prop_assert_eq!(value(&swapped), value(&join_results(a.plan(), b.plan(), merge)));
    }

    #[test]
    fn joining_is_planning_one_after_the_other(a in shape(), b in shape()) {
        let then = b.plan();
        let in_turn = a.plan().and_then(move |a| then.clone().map(move |b| merge(a.clone(), b)));
        prop_assert_eq!(value(&join_results(a.plan(), b.plan(), merge)), value(&in_turn));
    }

    #[test]
    fn zip_is_a_join_with_a_pair(a in shape(), b in shape()) {
        prop_assert_eq!(value(&a.plan().zip(b.plan())), value(&join_results(a.plan(), b.plan(), |a, b| (a, b))));
    }

    #[test]
    fn a_success_joined_with_a_task_is_that_task_mapped(a in any_value(), t in shape(), succeeds: bool) {
        let outcome = move |n: Value| if succeeds { Ok(n) } else { Err(n) };
        let task = t.plan().map(outcome);
        let joined = try_join_results(completed_task(Ok(a.clone())), task.clone(), merge);
        prop_assert_eq!(value(&joined), value(&task.map(move |b| b.map(|b| merge(a.clone(), b)))));
    }

    #[test]
    fn a_failure_joined_with_a_task_is_that_failure_and_the_task_never_starts(error: String) {
        let started = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&started);
        let task = lazy_task(move || {
            seen.store(true, Ordering::Relaxed);
            Ok(Ok(1))
        });
        let failed: AgentTask<Result<Value, String>> = completed_task(Err(error.clone()));
        prop_assert_eq!(value(&try_join_results(failed, task, merge)), Err(error));
        prop_assert!(!started.load(Ordering::Relaxed));
    }

    #[test]
    fn a_failure_on_either_side_is_the_value(t in shape(), u in shape()) {
        let (ok, failed) = (t.plan().map(Ok), u.plan().map(Err));
        let left = try_join_results(failed.clone(), ok.clone(), merge);
        let right = try_join_results(ok, failed, merge);
        prop_assert_eq!((value(&left), value(&right)), (Err(u.meaning()), Err(u.meaning())));
    }
}
