//! Law 6: two executors never disagree, and all of them agree with the pure meaning of a plan.

use std::sync::Arc;

use agentflow::AgentTask;
use proptest::prelude::*;

use crate::arbitrary::{config, shape, shape_of};
use crate::executors::{results, value};
use crate::plan::Value;

proptest! {
    #![proptest_config(config(256))]

    #[test]
    fn every_executor_gives_a_plan_its_meaning(shape in shape()) {
        for (executor, result) in results(&shape.plan()) {
            prop_assert_eq!(result, shape.meaning(), "{} disagrees", executor);
        }
    }

    #[test]
    fn building_a_plan_runs_nothing_and_running_it_again_gives_the_same(shape in shape()) {
        let plan = shape.plan();
        prop_assert_eq!(value(&plan), value(&plan.clone()));
    }
}

proptest! {
    #![proptest_config(config(16))]

    #[test]
    fn a_large_plan_means_the_same_everywhere(shape in shape_of(10, 400)) {
        prop_assert_eq!(value(&shape.plan()), shape.meaning());
    }

    #[test]
    fn many_runs_at_once_do_not_disturb_each_other(shapes in proptest::collection::vec(shape(), 1..20)) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let runs: Vec<_> = shapes.iter().map(|shape| runtime.spawn(shape.plan().into_future())).collect();
        for (shape, run) in shapes.iter().zip(runs) {
            prop_assert_eq!(runtime.block_on(run).unwrap(), shape.meaning());
        }
    }

    #[test]
    fn a_plan_drops_what_its_closures_hold(shape in shape()) {
        let held = Arc::new(());
        let inside = Arc::clone(&held);
        let next = shape.plan();
        let plan: AgentTask<Value> = agentflow::lazy_task(move || Arc::strong_count(&inside)).and_then(move |_| next.clone());
        prop_assert_eq!(value(&plan), shape.meaning());
        drop(plan);
        // Workers let go of what they ran a moment after its value is known.
        while Arc::strong_count(&held) > 1 {
            std::thread::yield_now();
        }
    }
}
