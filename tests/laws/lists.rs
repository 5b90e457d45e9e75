//! Law 4: lists keep their order and length, and filtering in parallel is filtering.

use agentflow::{
    AgentTask, completed_task, join_results, parallel_filter, sequence_limited, sequence_tasks, try_sequence_limited,
    try_sequence_tasks,
};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::arbitrary::{config, fun, shape_of};
use crate::executors::value;
use crate::plan::{Shape, Value};

proptest! {
    #![proptest_config(config(64))]

    #[test]
    fn a_sequence_of_completed_tasks_completes_with_the_list(v in vec(any::<i64>(), 0..200)) {
        let tasks = v.iter().copied().map(completed_task).collect();
        prop_assert_eq!(value(&sequence_tasks(tasks)), value(&completed_task(v)));
    }

    #[test]
    fn a_sequence_keeps_order_and_length_whatever_its_tasks_are(v in vec(shape_of(2, 5), 0..40)) {
        let expected: Vec<Value> = v.iter().map(Shape::meaning).collect();
        prop_assert_eq!(value(&sequence_tasks(v.iter().map(Shape::plan).collect())), expected);
    }

    #[test]
    fn a_sequence_of_two_lists_is_the_two_sequences(v in vec(shape_of(2, 5), 0..10), w in vec(shape_of(2, 5), 0..10)) {
        let both = sequence_tasks(v.iter().chain(&w).map(Shape::plan).collect());
        let (v, w) = (v.iter().map(Shape::plan).collect(), w.iter().map(Shape::plan).collect());
        let joined = join_results(sequence_tasks(v), sequence_tasks(w), |v, w| [v, w].concat());
        prop_assert_eq!(value(&both), value(&joined));
    }

    #[test]
    fn mapping_each_is_mapping_the_list(v in vec(shape_of(2, 5), 0..20), f in fun()) {
        let each = v.iter().map(|t| { let f = f.clone(); t.plan().map(move |n| f.call(n)) }).collect();
        let all = { let f = f.clone(); sequence_tasks(v.iter().map(Shape::plan).collect()).map(move |all| {
            all.into_iter().map(|n| f.call(n)).collect::<Vec<_>>()
        }) };
        prop_assert_eq!(value(&sequence_tasks(each)), value(&all));
    }

    #[test]
    fn a_limit_changes_no_value_of_a_list(v in vec(shape_of(2, 5), 0..20), limit in 1..30_usize) {
        let all = sequence_tasks(v.iter().map(Shape::plan).collect());
        prop_assert_eq!(value(&sequence_limited(limit, v, |t| t.plan())), value(&all));
    }

    #[test]
    fn a_list_of_successes_is_the_success_of_the_list(v in vec(shape_of(2, 5), 0..20), limit in 1..30_usize) {
        let all = sequence_tasks(v.iter().map(Shape::plan).collect()).map(Ok::<_, Value>);
        prop_assert_eq!(value(&try_sequence_tasks(v.iter().map(|t| t.plan().map(Ok)).collect())), value(&all));
        prop_assert_eq!(value(&try_sequence_limited(limit, v, |t| t.plan().map(Ok))), value(&all));
    }

    #[test]
    fn a_list_with_one_failure_is_that_failure(
        v in vec(shape_of(2, 5), 1..20), index in any::<prop::sample::Index>(), limit in 1..30_usize,
    ) {
        let fails = index.index(v.len());
        let expected = Err(v[fails].meaning());
        let task = move |(index, t): (usize, Shape)| -> AgentTask<Result<Value, Value>> {
            t.plan().map(move |n| if index == fails { Err(n) } else { Ok(n) })
        };
        let items: Vec<(usize, Shape)> = v.into_iter().enumerate().collect();
        prop_assert_eq!(&value(&try_sequence_tasks(items.iter().cloned().map(task).collect())), &expected);
        prop_assert_eq!(&value(&try_sequence_limited(limit, items, task)), &expected);
    }

    #[test]
    fn a_parallel_filter_is_a_filter(v in vec(any::<i64>(), 0..100), divisor in 1..5_i64) {
        let passes = move |n: &i64| n % divisor == 0;
        let filtered: Vec<i64> = v.iter().copied().filter(passes).collect();
        prop_assert_eq!(value(&parallel_filter(v, passes)), value(&completed_task(filtered)));
    }

    #[test]
    fn a_parallel_filter_works_for_what_can_only_be_cloned(v in vec(any::<String>(), 0..20)) {
        let passes = |text: &String| text.len().is_multiple_of(2);
        let filtered: Vec<String> = v.iter().filter(|text| passes(text)).cloned().collect();
        prop_assert_eq!(value(&parallel_filter(v, passes)), filtered);
    }
}
