//! `#[agent]`: a call is a description like any other.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use agentflow::named::{Agent, Named, Nature};
use agentflow::{AgentTask, agent, workflow};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Page {
    title: String,
    words: usize,
}

#[agent]
async fn search(query: &str, limit: usize) -> Result<Page, String> {
    tokio::time::sleep(std::time::Duration::ZERO).await;
    if query.is_empty() { Err("what for?".into()) } else { Ok(Page { title: query.to_owned(), words: limit }) }
}

/// Counts.
#[agent(pure, name = "text.count")]
pub(crate) fn count(text: &str) -> usize {
    text.split_whitespace().count()
}

#[agent(blocking, idempotent)]
fn size_of(path: &Path) -> Option<u64> {
    std::fs::metadata(path).ok().map(|file| file.len())
}

#[agent]
fn nothing() {}

#[agent]
fn total(numbers: &[u32], mut start: u32, page: &Page) -> u32 {
    for number in numbers {
        start += number;
    }
    start + u32::try_from(page.words).unwrap()
}

/// One that calls itself makes a description each time.
#[agent]
fn halved(n: u32) -> u32 {
    if n < 2 { n } else { halved(n / 2).await_result() }
}

#[test]
fn a_call_makes_a_task_that_owns_what_it_was_given() {
    let task: AgentTask<usize> = {
        let text = String::from("one two three");
        count(&text)
    };
    assert_eq!(task.clone().await_result(), 3);
    assert_eq!(task.await_result(), 3);
    nothing().await_result();
    assert_eq!(total(&[1, 2], 3, &Page { title: String::new(), words: 4 }).await_result(), 10);
    assert_eq!(halved(100).await_result(), 1);
    assert!(size_of(Path::new("Cargo.toml")).await_result().is_some());
}

#[test]
fn it_is_a_step_of_a_workflow() {
    let topic = String::from("rust");
    let plan = workflow! {
        par { page = search(&topic, 7)?; words = count("a b c"); size = size_of(Path::new("no such file")) }
        #[retry(2)] again = search(&page.title, words)?;
        first = race { count("a"); count("b") };
        sum = if again.words > 2 { total(&[1], 2, &again) } else { count("x").map(|n| u32::try_from(n).unwrap()) };
        => (page, sum, size, first)
    };
    let (page, sum, size, first) = plan.await_result().unwrap();
    assert_eq!((page.title.as_str(), page.words, sum, size, first), ("rust", 7, 6, None, 1));
}

#[test]
fn an_error_says_which_step_it_was() {
    let plan = workflow! { page = search("", 1)?; => page };
    let error = plan.await_result().unwrap_err();
    assert_eq!((error.agent(), error.to_string().contains("search")), ("page", true), "{error}");
}

#[agent(name = "panics.always")]
fn panics() {
    panic!("as it says");
}

#[test]
fn a_panic_names_the_agent() {
    let error = panics().try_await_result().unwrap_err();
    assert!(error.to_string().contains("agent `panics.always` (tests/named/agents.rs:"), "{error}");
}

#[test]
fn a_name_is_that_of_the_function_unless_it_is_said() {
    assert_eq!((search::NAME, count::NAME, nothing::NAME), ("search", "text.count", "nothing"));
    assert_eq!((search::NATURE, count::NATURE), (Nature::Idempotent, Nature::Pure));
}

mod elsewhere {
    use agentflow::agent;

    #[agent]
    pub(crate) fn r#match(r#type: String) -> String {
        r#type + "!"
    }
}
use elsewhere::r#match;

#[test]
fn a_function_is_imported_with_its_type() {
    assert_eq!(r#match("a".into()).await_result(), "a!");
    assert_eq!(r#match::NAME, "match");
}

#[test]
fn an_agent_may_stand_in_a_function_and_call_what_is_beside_it() {
    fn helper(n: u8) -> u8 {
        n + 1
    }
    #[agent]
    fn inner(n: u8) -> u8 {
        helper(n)
    }
    assert_eq!(inner(1).await_result(), 2);
}

/// Counts its clones.
#[derive(Serialize, Deserialize)]
struct Counted(u8);

static CLONES: AtomicUsize = AtomicUsize::new(0);

impl Clone for Counted {
    fn clone(&self) -> Self {
        CLONES.fetch_add(1, Ordering::Relaxed);
        Counted(self.0)
    }
}

#[agent]
fn take(counted: Counted) -> Counted {
    counted
}

#[agent]
async fn take_later(counted: &Counted) -> u8 {
    std::future::ready(counted.0).await
}

#[test]
fn what_it_is_given_moves_to_the_only_run() {
    let clones = || CLONES.swap(0, Ordering::Relaxed);
    assert_eq!(take(Counted(1)).await_result().0, 1);
    assert_eq!(clones(), 0);
    assert_eq!(workflow! { a = Counted(1); b = take(a); => b.0 }.await_result(), 1);
    assert_eq!(clones(), 0);
    // A borrow is copied once, where the call is made.
    let shared = Counted(2);
    assert_eq!(workflow! { b = take_later(&shared); => b }.await_result(), 2);
    assert_eq!(clones(), 1);
    // A description that is kept is left as it was.
    let task = take(Counted(3));
    assert_eq!((task.clone().await_result().0, clones()), (3, 1));
    assert_eq!((task.await_result().0, clones()), (3, 0));
}

/// Named as functions of the standard library are that give whatever type is asked for.
mod open {
    #[agentflow::agent]
    pub(super) fn sum(of: (u8, u8)) -> u8 {
        of.0 + of.1
    }

    #[agentflow::agent]
    pub(super) fn parse(text: &str) -> Result<u8, String> {
        text.parse().map_err(|_| format!("{text} is no number"))
    }
}

#[test]
fn an_agent_in_an_arm_may_be_called_as_a_function_of_the_standard_library() {
    use open::{parse, sum};
    let plan = |adds: bool| {
        workflow! {
            a = if adds { sum((1, 2)) } else { 7_u8 };
            b: Result<u8, String> = match a { 3 => parse("4"), _ => Err("none".into()) };
            c: u8 = sum((a, 0));
            => (b, c)
        }
    };
    assert_eq!(plan(true).await_result(), (Ok(4), 3));
    assert_eq!(plan(false).await_result(), (Err("none".into()), 7));
}
