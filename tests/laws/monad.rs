//! Law 2, second half: `dynamic_planner` has a unit on both sides, and it does not matter how a chain is bracketed.

use agentflow::{async_function, completed_task, dynamic_planner};
use proptest::prelude::*;

use crate::arbitrary::{any_value, config, fun, next, shape};
use crate::executors::value;

proptest! {
    #![proptest_config(config(64))]

    #[test]
    fn left_identity_planning_from_a_value_is_the_plan(a in any_value(), f in next()) {
        prop_assert_eq!(value(&dynamic_planner(completed_task(a.clone()), f.planner())), value(&f.call(a)));
    }

    #[test]
    fn right_identity_planning_nothing_more_is_the_task(t in shape()) {
        prop_assert_eq!(value(&dynamic_planner(t.plan(), completed_task)), value(&t.plan()));
    }

    #[test]
    fn associativity_brackets_do_not_matter(t in shape(), f in next(), g in next()) {
        let left = dynamic_planner(dynamic_planner(t.plan(), f.planner()), g.planner());
        let right = dynamic_planner(t.plan(), move |a| dynamic_planner(f.call(a), g.planner()));
        prop_assert_eq!(value(&left), value(&right));
    }

    #[test]
    fn the_method_is_the_function(t in shape(), f in next()) {
        prop_assert_eq!(value(&t.plan().and_then(f.planner())), value(&dynamic_planner(t.plan(), f.planner())));
    }

    #[test]
    fn a_lifted_tool_completes_with_its_value(f in fun(), a in any_value()) {
        let lifted = { let f = f.clone(); async_function(move |a| f.call(a)) };
        prop_assert_eq!(value(&lifted(a.clone())), value(&completed_task(f.call(a))));
    }
}
