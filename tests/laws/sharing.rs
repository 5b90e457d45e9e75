//! Law 5: a description can be run again, a clone of it is the same one, and `share` runs its task once a run.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use agentflow::{join_results, lazy_task, sequence_tasks, share};
use proptest::prelude::*;

use crate::arbitrary::{config, shape};
use crate::executors::{results, value};

proptest! {
    #![proptest_config(config(64))]

    #[test]
    fn running_twice_gives_equal_results(t in shape()) {
        let plan = t.plan();
        prop_assert_eq!(value(&plan), value(&plan));
    }

    #[test]
    fn a_clone_is_the_same_description(t in shape()) {
        let plan = t.plan();
        let clone = plan.clone();
        drop(plan);
        prop_assert_eq!(value(&clone), t.meaning());
    }

    #[test]
    fn sharing_changes_no_value(t in shape()) {
        prop_assert_eq!(value(&share(t.plan())), value(&t.plan()));
    }

    #[test]
    fn a_shared_task_runs_once_a_run(t in shape(), holders in 1..20_usize) {
        let starts = Arc::new(AtomicUsize::new(0));
        let (seen, inner) = (Arc::clone(&starts), t.plan());
        let counted = lazy_task(move || seen.fetch_add(1, Ordering::Relaxed)).and_then(move |_| inner.clone());
        let shared = share(counted);
        let plan = sequence_tasks((0..holders).map(|_| shared.clone()).collect());
        let results = results(&plan);
        prop_assert!(results.iter().all(|(_, values)| *values == vec![t.meaning(); holders]));
        prop_assert_eq!(starts.load(Ordering::Relaxed), results.len());
    }

    #[test]
    fn a_shared_task_beside_itself_is_a_pair(t in shape()) {
        let shared = share(t.plan());
        let pair = join_results(shared.clone(), shared, |a, b| (a, b));
        prop_assert_eq!(value(&pair), (t.meaning(), t.meaning()));
    }
}
