//! What may stand on both sides of `=`.

use agentflow::{AgentTask, lazy_task, workflow};

use crate::executors::value;

fn pair() -> (u32, String) {
    (7, "seven".to_owned())
}

fn pair_task() -> AgentTask<(u32, String)> {
    lazy_task(pair)
}

async fn pair_later() -> (u32, String) {
    tokio::task::yield_now().await;
    pair()
}

struct Point {
    x: u32,
    y: u32,
}

fn point() -> Point {
    Point { x: 3, y: 4 }
}

#[test]
fn let_may_be_written_and_means_nothing() {
    let plan = workflow! { let a = pair().0; par { let b = a + 1; c = a + 2; } let d: u32 = b * c; => d };
    assert_eq!(value(&plan), 72);
}

#[test]
fn a_pattern_takes_a_value_apart() {
    let plan = workflow! {
        (n, word) = pair();
        Point { x, y: height } = point();
        [first, .., last] = [n, x, height];
        => (n, word, first + last)
    };
    assert_eq!(value(&plan), (7, "seven".to_owned(), 11));
}

#[test]
fn a_pattern_takes_the_value_of_a_task_or_a_future_apart() {
    let plan = workflow! { par { (a, _) = pair_task(); (_, b) = pair_later() } => format!("{a} {b}") };
    assert_eq!(value(&plan), "7 seven");
}

#[test]
fn the_names_of_one_pattern_may_feed_different_agents() {
    let plan = workflow! {
        par {
            (n, word) = pair_later();
            next = n + 1;
            length = word.len();
        }
        => (next, length)
    };
    assert_eq!(value(&plan), (8, 5));
}

#[test]
fn a_name_may_be_bound_as_mutable() {
    let plan = workflow! { mut all = vec![1]; => { all.push(2); all } };
    assert_eq!(value(&plan), [1, 2]);
}

#[test]
fn an_annotation_says_what_an_open_type_is() {
    let words = ["1", "2", "3"];
    let plan = workflow! {
        numbers: Vec<u64> = words.iter().map(|word| word.parse().unwrap_or(0)).collect();
        total: u64 = numbers.iter().sum();
        small: u8 = total.try_into().unwrap();
        => (numbers, total, small)
    };
    assert_eq!(value(&plan), (vec![1, 2, 3], 6, 6));
}

#[test]
fn an_annotation_is_the_type_of_what_is_bound() {
    let plan = workflow! {
        par {
            a: (u32, String) = pair();
            b: (u32, String) = pair_task();
            c: (u32, String) = pair_later();
            (d, e): (u32, String) = pair();
            f: Vec<_> = [1_u8, 2].into_iter().collect();
        }
        => (a == b, b == c, (d, e) == a, f)
    };
    assert_eq!(value(&plan), (true, true, true, vec![1, 2]));
}

#[test]
fn a_block_is_a_step() {
    let plan = workflow! {
        a = {
            let (n, _) = pair();
            let twice = n * 2;
            twice + 1
        };
        b = if a > 10 { "large" } else { "small" };
        c = match a { 15 => b.len(), _ => 0 };
        => {
            let half = a / 2;
            (half * 2 + 1, b, c)
        }
    };
    assert_eq!(value(&plan), (15, "large", 5));
}

#[test]
fn a_format_string_may_capture_names() {
    let greeting = "hello";
    let plan = workflow! {
        (n, word) = pair_task();
        text = format!("{greeting} {word:>6} {n:03} {}", n + 1);
        => format!("<{text}> {greeting} {word}")
    };
    assert_eq!(value(&plan), "<hello  seven 007 8> hello seven");
}

#[test]
fn a_closure_may_be_a_tool() {
    let factor = 6;
    let times = move |n: u32| n * factor;
    let plan = workflow! { par { a = times(1); b = times(2) } c = times(a + b); => times(c) };
    assert_eq!(value(&plan), 648);
}

#[test]
fn a_closure_that_owns_something_may_be_a_tool() {
    let prefix = String::from("> ");
    let quote = move |text: &str| format!("{prefix}{text}");
    let plan = workflow! { a = quote("one"); => a };
    assert_eq!(value(&plan), "> one");
}

#[test]
fn a_closure_inside_of_a_step_has_its_own_names() {
    let plan = workflow! {
        n = pair().0;
        all = (0..3).map(|i| i * n).map(|n| n + 1).collect::<Vec<_>>();
        => all.iter().map(|n| n * 2).sum::<u32>() + n
    };
    assert_eq!(value(&plan), 55);
}

#[test]
fn a_name_may_be_that_of_the_function_it_is_bound_to() {
    let plan = workflow! { pair = pair(); point = point(); => (pair.0, point.x + point.y) };
    assert_eq!(value(&plan), (7, 7));
}

#[test]
fn a_raw_name_is_a_name() {
    let plan = workflow! { r#type = pair().1; => r#type.len() };
    assert_eq!(value(&plan), 5);
}

#[test]
fn a_name_that_feeds_several_agents_is_computed_once() {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static CALLS: AtomicUsize = AtomicUsize::new(0);
    fn count() -> usize {
        CALLS.fetch_add(1, Ordering::Relaxed)
    }
    let plan = workflow! { par { n = count(); a = [n]; b = [n]; c = { n + a[0] + b[0] } } => [n, a[0], b[0], c] };
    assert_eq!(plan.clone().await_result(), [0; 4]);
    assert_eq!(plan.await_result(), [1, 1, 1, 3]);
    assert_eq!(CALLS.load(Ordering::Relaxed), 2);
}

#[test]
fn a_block_of_thirty_bindings_has_thirty_values() {
    fn one() -> u32 {
        1
    }
    macro_rules! wide {
        ($($name:ident)*) => { workflow! { par { $($name = one();)* } => [$($name),*] } };
    }
    let plan = wide!(a b c d e f g h i j k l m n o p q r s t u v w x y z aa bb cc dd);
    assert_eq!(value(&plan).into_iter().sum::<u32>(), 30);
}

#[test]
fn a_workflow_may_have_no_statement_and_a_block_no_binding() {
    assert_eq!(value(&workflow! { => 42 }), 42);
    assert_eq!(value(&workflow! { => () }), ());
}
