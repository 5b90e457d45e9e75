//! Where a workflow may be written: in generic functions, in methods, in macros, in other workflows, in recursions.

use std::fmt::Display;
use std::sync::Arc;

use agentflow::{AgentTask, completed_task, lazy_task, workflow};

use crate::executors::value;

fn twice<T: Clone + Send + Sync + 'static>(item: &T) -> (T, T) {
    (item.clone(), item.clone())
}

/// A type that is only known as `T` is a plain value.
fn generic<T: Clone + Send + Sync + 'static>(item: T) -> AgentTask<Vec<T>> {
    workflow! { copy = item.clone(); (a, b) = twice(&copy); => vec![copy, a, b] }
}

#[test]
fn a_generic_function_may_hold_a_workflow() {
    assert_eq!(value(&generic(1)), [1, 1, 1]);
    assert_eq!(value(&generic("text".to_owned())), ["text", "text", "text"]);
}

fn shown<T>(item: T) -> AgentTask<String>
where
    T: Display + Send + Sync + 'static,
{
    workflow! { par { a = item.to_string(); b = format!("<{item}>") } => a + &b }
}

#[test]
fn a_generic_value_that_is_only_looked_at_needs_no_clone() {
    struct Seven;
    impl Display for Seven {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(f, "7")
        }
    }
    assert_eq!(value(&shown(Seven)), "7<7>");
}

fn applied<A, B, F>(f: F, a: A) -> AgentTask<B>
where
    A: Clone + Send + Sync + 'static,
    B: Send + Sync + 'static,
    F: Fn(A) -> B + Clone + Send + Sync + 'static,
{
    workflow! { b = f(a); => b }
}

fn awaited<Fut>(make: impl Fn(u32) -> Fut + Clone + Send + Sync + 'static) -> AgentTask<Fut::Output>
where
    Fut: Future<Output: Send + Sync> + Send + 'static,
{
    workflow! { a = make(1); => a }
}

#[test]
fn a_generic_function_may_be_an_agent() {
    assert_eq!(value(&applied(|n: u32| n + 1, 1)), 2);
    assert_eq!(value(&applied(str::len, "four")), 4);
    assert_eq!(value(&awaited(|n| async move { n + 1 })), 2);
}

#[derive(Clone)]
struct Library {
    name: String,
    books: Arc<Vec<&'static str>>,
}

impl Library {
    fn find(&self, word: &str) -> usize {
        self.books.iter().filter(|book| book.contains(word)).count()
    }

    async fn find_later(&self, word: &str) -> usize {
        tokio::task::yield_now().await;
        self.find(word)
    }

    /// `self` is a variable like any other.
    fn owned(self) -> AgentTask<String> {
        workflow! {
            par { send = self.find("Send"); sync = (&self).find_later("Sync") }
            => format!("{}: {send} and {sync} of {}", self.name, self.books.len())
        }
    }

    fn counted(self: Arc<Self>) -> AgentTask<usize> {
        workflow! { par { a = (&self).find("Send"); b = self.books.len() } => a + b + self.name.len() }
    }

    fn borrowed(&self) -> AgentTask<usize> {
        let books = Arc::clone(&self.books);
        workflow! { a = books.len(); => a + books[0].len() }
    }
}

#[test]
fn a_method_may_hold_a_workflow() {
    let library = Library { name: "std".to_owned(), books: Arc::new(vec!["Send and Sync", "Send", "Rc"]) };
    assert_eq!(value(&library.borrowed()), 16);
    assert_eq!(value(&Arc::new(library.clone()).counted()), 8);
    assert_eq!(value(&library.owned()), "std: 2 and 1 of 3");
}

fn fib(n: u64) -> AgentTask<u64> {
    if n < 2 {
        return completed_task(n);
    }
    workflow! { par { a = fib(n - 1); b = fib(n - 2) } => a + b }
}

#[test]
fn a_workflow_may_call_itself() {
    assert_eq!(value(&fib(15)), 610);
}

fn count_down(n: u32) -> AgentTask<u32> {
    if n == 0 {
        completed_task(0)
    } else {
        workflow! { m = n - 1; => count_down(m) }
    }
}

#[test]
fn the_result_of_a_workflow_is_a_tail_call() {
    assert_eq!(value(&count_down(10_000)), 0);
}

macro_rules! squared {
    ($($name:ident = $value:expr),*) => {{
        let square = |n: u32| n * n;
        workflow! { par { $($name = square($value);)* } => [$($name),*] }
    }};
}

#[test]
fn a_macro_may_hold_a_workflow() {
    let three = 3;
    assert_eq!(value(&squared!(a = three, b = 4)), [9, 16]);
}

#[test]
fn a_workflow_may_be_an_argument_a_field_or_an_element() {
    let plans = [workflow! { a = 1; => a }, lazy_task(|| 2), workflow! { => 3 }];
    assert_eq!(value(&agentflow::sequence_tasks(plans.into())), [1, 2, 3]);
    assert_eq!(value(&agentflow::share(workflow! { a = 1; => a })), 1);
}

static TABLE: [u32; 3] = [1, 2, 3];
const LIMIT: u32 = 10;

#[test]
fn statics_and_constants_are_no_variables() {
    let plan = workflow! { a = TABLE[1] + LIMIT; => a.min(LIMIT) };
    assert_eq!(value(&plan), 10);
}

#[tokio::test]
async fn async_code_may_await_a_workflow() {
    let n = 6;
    assert_eq!(workflow! { par { a = async move { n }; b = n + 1 } => a * b }.await, 42);
}

/// As `json!` is read: pairs, whose values are expressions.
macro_rules! pairs {
    ({ $($key:literal: $value:expr),* }) => { vec![$(($key, $value.to_string())),*] };
}

#[test]
fn names_in_a_macro_of_pairs_are_variables() {
    let outer = String::from("outer");
    let plan = workflow! {
        inner = outer.len();
        => pairs!({ "outer": outer, "inner": &inner, "length": outer.len() })
    };
    let expected = [("outer", "outer"), ("inner", "5"), ("length", "5")].map(|(key, text)| (key, text.to_owned()));
    assert_eq!(value(&plan), expected);
}
