//! Law 2, first half: `map` keeps the plan and changes its value.

use agentflow::{completed_task, join_results};
use proptest::prelude::*;

use crate::arbitrary::{config, fun, next, shape};
use crate::executors::value;

proptest! {
    #![proptest_config(config(64))]

    #[test]
    fn identity_map_with_the_identity_changes_nothing(t in shape()) {
        prop_assert_eq!(value(&t.plan().map(|a| a)), value(&t.plan()));
    }

    #[test]
    fn composition_two_maps_are_one(t in shape(), f in fun(), g in fun()) {
        let both = { let (f, g) = (f.clone(), g.clone()); t.plan().map(move |a| g.call(f.call(a))) };
        let twice = t.plan().map(move |a| f.call(a)).map(move |b| g.call(b));
        prop_assert_eq!(value(&twice), value(&both));
    }

    #[test]
    fn map_is_a_join_with_nothing(t in shape(), f in fun()) {
        let joined = { let f = f.clone(); join_results(t.plan(), completed_task(()), move |a, ()| f.call(a)) };
        prop_assert_eq!(value(&t.plan().map(move |a| f.call(a))), value(&joined));
    }

    #[test]
    fn map_is_a_planner_that_completes(t in shape(), f in fun()) {
        let planned = { let f = f.clone(); t.plan().and_then(move |a| completed_task(f.call(a))) };
        prop_assert_eq!(value(&t.plan().map(move |a| f.call(a))), value(&planned));
    }

    #[test]
    fn and_then_is_map_and_flatten(t in shape(), next in next()) {
        let planned = t.plan().and_then(next.planner());
        prop_assert_eq!(value(&planned), value(&t.plan().map(next.planner()).flatten()));
    }
}
