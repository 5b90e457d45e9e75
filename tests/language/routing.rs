//! `if` and `match`: only the chosen arm starts anything.

use std::num::ParseIntError;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use agentflow::{AgentError, AgentTask, lazy_task, workflow};

use crate::executors::{results, value};

fn plain(x: u32) -> u32 {
    x + 1
}

fn task(x: u32) -> AgentTask<u32> {
    lazy_task(move || x + 1)
}

async fn later(x: u32) -> u32 {
    tokio::task::yield_now().await;
    x + 1
}

async fn length(text: &str) -> usize {
    tokio::task::yield_now().await;
    text.len()
}

fn parse(text: &str) -> Result<u32, ParseIntError> {
    text.parse()
}

async fn parse_later(text: &str) -> Result<u32, ParseIntError> {
    tokio::task::yield_now().await;
    text.parse()
}

#[test]
fn arms_may_be_of_different_kinds() {
    for (n, expected) in [(0, 1), (1, 2), (2, 3), (3, 4), (4, 0)] {
        let plan = workflow! {
            a = if n == 0 { plain(n) } else if n == 1 { task(n) } else if n == 2 { later(n) } else if n == 3 {
                later(n).await
            } else {
                0
            };
            => a
        };
        assert_eq!(value(&plan), expected);
        let plan = workflow! {
            => match n { 0 => plain(n), 1 => task(n), 2 => later(n), 3 => { later(n).await }, _ => 0 }
        };
        assert_eq!(value(&plan), expected);
    }
}

#[test]
fn an_arm_may_be_a_workflow() {
    let plan = |n: u32| {
        workflow! {
            a = plain(n);
            b = if a > 5 {
                par { x = task(a); y = later(a) }
                z = plain(x + y);
                => z * 2
            } else if a > 3 {
                x = later(a);
                x * 100
            } else {
                let x = task(a);
                plain(x)
            };
            => (a, b)
        }
    };
    assert_eq!(value(&plan(9)), (10, 46));
    assert_eq!(value(&plan(3)), (4, 500));
    assert_eq!(value(&plan(1)), (2, 4));
}

#[test]
fn only_the_chosen_arm_starts_anything() {
    let count = Arc::new([const { AtomicUsize::new(0) }; 3]);
    let counts = Arc::clone(&count);
    let call = |count: &[AtomicUsize; 3], index: usize| count[index].fetch_add(1, Ordering::Relaxed);
    let plan = workflow! {
        n = plain(0);
        _ = match n {
            0 => { x = call(&count, 0); => x },
            1 => { x = call(&count, 1); => x },
            _ => call(&count, 2),
        };
        => ()
    };
    let runs = results(&plan).len();
    assert_eq!(counts.each_ref().map(|count| count.load(Ordering::Relaxed)), [0, runs, 0]);
}

#[test]
fn patterns_bind_names_and_guards_choose() {
    let plan = |found: Option<String>| {
        workflow! {
            text = found.clone();
            a = match text {
                Some(word) if word.len() > 3 => { n = length(&word).await; => format!("{word} {n}") },
                Some(word) => word,
                None => String::from("nothing"),
            };
            b = if let Some(word) = &found && word.len() > 3 { word.len() } else { 0 };
            => (a, b)
        }
    };
    assert_eq!(value(&plan(Some("agent".to_owned()))), ("agent 5".to_owned(), 5));
    assert_eq!(value(&plan(Some("to".to_owned()))), ("to".to_owned(), 0));
    assert_eq!(value(&plan(None)), ("nothing".to_owned(), 0));
}

#[test]
fn what_is_only_looked_at_need_not_be_clone() {
    struct Page(String);
    fn count(page: &Page) -> usize {
        page.0.len()
    }
    async fn count_later(page: &Page) -> usize {
        tokio::task::yield_now().await;
        page.0.len()
    }
    fn keep(page: Page) -> String {
        page.0
    }
    let outer = Page("outer".to_owned());
    let plan = workflow! {
        n = plain(1);
        a = if n > 1 { count_later(&outer) } else { x = plain(n); => x as usize };
        b = if n > 1 { x = count(&outer); y = count_later(&outer); => x + y } else { 0 };
        inner = Page("in".to_owned());
        par {
            c = match n { 2 => count_later(&inner), _ => count(&inner) };
            d = if n == 2 { x = count(&inner); => x } else { 0 };
            e = count(&inner);
        }
        f = if n == 2 { keep(inner) } else { String::new() };
        => (a, b, c, d, e, f)
    };
    assert_eq!(value(&plan), (5, 10, 2, 2, 2, "in".to_owned()));
}

#[test]
fn a_value_moves_into_its_arm() {
    struct Page(&'static str);
    async fn keep(page: Page) -> String {
        tokio::task::yield_now().await;
        page.0.to_owned()
    }
    let yes = true;
    let plan = workflow! {
        page = Page("text");
        => if yes { kept = keep(page); => kept } else { String::new() }
    };
    assert_eq!(value(&plan), "text");
}

#[test]
fn a_failure_in_an_arm_stops_the_workflow() {
    let plan = |text: &'static str| {
        let plan: AgentTask<Result<u32, AgentError>> = workflow! {
            n = plain(1);
            a = if n == 2 { parse(text)? } else { 0 };
            b = match a { 1 => { x = parse_later("7")?; => x }, 2 => parse_later("x").await?, _ => later(a) };
            => a + b
        };
        plan
    };
    let ok = |text| results(&plan(text)).into_iter().map(|(_, result)| result.unwrap()).collect::<Vec<_>>();
    assert!(ok("1").iter().all(|&n| n == 8));
    assert!(ok("5").iter().all(|&n| n == 11));
    for (_, result) in results(&plan("x")) {
        let error = result.unwrap_err();
        assert_eq!((error.agent(), error.function()), ("a", "parse"));
        assert!(error.cause().downcast_ref::<ParseIntError>().is_some(), "not wrapped twice");
    }
    for (_, result) in results(&plan("2")) {
        assert_eq!(result.unwrap_err().agent(), "b");
    }
}

#[test]
fn a_choice_may_itself_be_asked() {
    let plan = |text: &'static str| {
        workflow! {
            a = if text.is_empty() { Ok(0) } else { parse_later(text) }?;
            => if a > 1 { x = parse(text)?; => x } else { 0 }
        }
    };
    assert!(results(&plan("7")).into_iter().all(|(_, result)| result.unwrap() == 7));
    assert!(results(&plan("")).into_iter().all(|(_, result)| result.unwrap() == 0));
    assert!(results(&plan("x")).into_iter().all(|(_, result)| result.unwrap_err().agent() == "a"));
}

#[test]
fn ordinary_code_keeps_its_meaning() {
    let (text, list) = (String::from("text"), vec![3_u32, 4]);
    let plan = workflow! {
        a = if let Some(first) = list.first() { plain(*first) } else { 0 };
        b = match text.as_str() { "text" => 1, other => other.len() };
        c = if a > 100 { panic!("never") } else { task(a) };
        d: Vec<u32> = if a > 100 { Vec::new() } else { list.iter().map(|n| n * 2).collect() };
        e = if a == 4 {
            let mut sum = 0;
            for n in &list {
                sum += n;
            }
            sum
        } else {
            0
        };
        _ = if a > 100 { std::hint::black_box(a); };
        f = match later(a).await { 5 => text.len(), _ => 0 };
        g = if a > 100 { None } else { Some(plain(1)) };
        => (a, b, c, d, e, f, g)
    };
    assert_eq!(value(&plan), (4, 1, 5, vec![6, 8], 7, 4, Some(2)));
}

#[test]
fn choices_nest() {
    let plan = |a: u32, b: u32| {
        workflow! {
            => if a == 0 {
                if b == 0 { later(10) } else { x = task(20); => if x == 21 { x } else { 0 } }
            } else {
                match b { 0 => if a == 1 { 30 } else { task(40) }, _ => { 50 } }
            }
        }
    };
    let all = [(0, 0), (0, 1), (1, 0), (2, 0), (2, 2)].map(|(a, b)| value(&plan(a, b)));
    assert_eq!(all, [11, 21, 30, 41, 50]);
}

#[test]
fn arms_in_a_par_block_wait_for_the_names_they_use() {
    let yes = true;
    let plan = workflow! {
        par {
            a = if yes { x = later(b); => x + c } else { 0 };
            b = later(1);
            c = plain(10);
        }
        => a
    };
    assert_eq!(value(&plan), 14);
}

#[test]
fn recursion_through_an_arm_uses_no_stack() {
    fn count_down(n: u32) -> AgentTask<u32> {
        workflow! { => if n == 0 { 0 } else { m = plain(n) - 2; => count_down(m) } }
    }
    assert_eq!(count_down(100_000).await_result(), 0);
}

/// Its type says what an arm gives, whatever the function is called.
#[test]
fn an_arm_may_call_a_function_of_a_type_that_gives_a_task_or_a_future() {
    struct Search;
    #[expect(clippy::new_ret_no_self, reason = "that is the case")]
    impl Search {
        fn new(n: u32) -> AgentTask<u32> {
            lazy_task(move || n + 1)
        }
        async fn parse(n: u32) -> u32 {
            std::future::ready(n + 2).await
        }
        fn with_capacity(n: u32) -> u32 {
            n + 3
        }
    }
    let plan = |n: u32| {
        workflow! {
            found = match n { 0 => Search::new(n), 1 => Search::parse(n), _ => Search::with_capacity(n) };
            list: Vec<u32> = if n > 1 { Vec::new() } else if n > 0 { From::from([]) } else { vec![found] };
            => (found, list)
        }
    };
    assert_eq!([0, 1, 2].map(|n| value(&plan(n))), [(1, vec![1]), (3, vec![]), (5, vec![])]);
}
