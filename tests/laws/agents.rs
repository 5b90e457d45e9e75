//! Law 1: an agent changes where, never what.

use agentflow::{async_task, blocking_task, completed_task, lazy_task, spawn_agent};
use proptest::prelude::*;

use crate::arbitrary::{any_value, config, fun, shape};
use crate::executors::value;

proptest! {
    #![proptest_config(config(64))]

    #[test]
    fn spawn_agent_of_x_is_x(x in shape()) {
        let task = x.plan();
        let spawned = { let task = task.clone(); spawn_agent(move || task.clone()) };
        prop_assert_eq!(value(&spawned), value(&task));
    }

    #[test]
    fn spawn_agent_of_an_agent_is_that_agent(x in shape()) {
        let task = x.plan();
        let once = { let task = task.clone(); spawn_agent(move || task.clone()) };
        let twice = { let once = once.clone(); spawn_agent(move || once.clone()) };
        prop_assert_eq!(value(&twice), value(&once));
    }

    #[test]
    fn lazy_task_of_f_is_completed_task_of_its_value(f in fun(), n in any_value()) {
        let completed = completed_task(f.call(n.clone()));
        prop_assert_eq!(value(&lazy_task(move || f.call(n.clone()))), value(&completed));
    }

    #[test]
    fn lazy_task_is_a_spawned_completed_task(f in fun(), n in any_value()) {
        let lazy = { let (f, n) = (f.clone(), n.clone()); lazy_task(move || f.call(n.clone())) };
        prop_assert_eq!(value(&lazy), value(&spawn_agent(move || completed_task(f.call(n.clone())))));
    }

    #[test]
    fn blocking_task_is_lazy_task_on_another_thread(f in fun(), n in any_value()) {
        let lazy = { let (f, n) = (f.clone(), n.clone()); lazy_task(move || f.call(n.clone())) };
        prop_assert_eq!(value(&blocking_task(move || f.call(n.clone()))), value(&lazy));
    }

    #[test]
    fn async_task_of_a_value_is_completed_task(n in any_value()) {
        let completed = completed_task(n.clone());
        let later = async_task(move || { let n = n.clone(); async move { n } });
        prop_assert_eq!(value(&later), value(&completed));
    }

    #[test]
    fn a_completed_task_yields_its_value(text: String) {
        prop_assert_eq!(value(&completed_task(text.clone())), text);
    }

    #[test]
    fn a_name_changes_nothing(x in shape(), name: String) {
        prop_assert_eq!(value(&x.plan().named(name)), value(&x.plan()));
    }
}
