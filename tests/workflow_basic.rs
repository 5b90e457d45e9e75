use agentflow::{AgentTask, completed_task, lazy_task, workflow};
fn plain(x: u32) -> u32 {
    x + 1
}
fn task(x: u32) -> AgentTask<u32> {
    lazy_task(move || x + 1)
}
async fn future(x: u32) -> u32 {
    tokio::task::yield_now().await;
    x + 1
}
fn merge(a: u32, b: u32) -> u32 {
    a * b
}

#[test]
fn kinds() {
    let (x, y) = (1, 2);
    assert_eq!(workflow! { par { a = plain(x); b = plain(y) } => merge(a, b) }.await_result(), 6);
    assert_eq!(workflow! { par { a = task(x); b = future(y) } => merge(a, b) }.await_result(), 6);
    assert_eq!(
        workflow! { par { a = future(x).await; b = plain(y); c = task(3) } => { merge(a, b) + c } }.await_result(),
        10
    );
    assert_eq!(workflow! { a = plain(x); b = task(a); c = future(b); => merge(a, c) }.await_result(), 8);
    assert_eq!(workflow! { => plain(x) }.await_result(), 2);
    assert_eq!(
        workflow! { par { a = plain(x); b = task(a); c = future(a); d = merge(b, c) } => d + a }.await_result(),
        11
    );
}

fn len(s: &str) -> usize {
    s.len()
}
async fn len_later(s: &str) -> usize {
    tokio::task::yield_now().await;
    s.len()
}
struct NoClone(String);
fn make() -> NoClone {
    NoClone("abc".into())
}

#[test]
fn borrows() {
    let s = String::from("hello");
    let t = s.clone();
    assert_eq!(workflow! { par { a = len(&s); b = len_later(&s) } => a + b }.await_result(), 10);
    assert_eq!(
        workflow! { v = make(); par { a = len(&v.0); b = len_later(&v.0) } w = v; => a + b + w.0.len() }.await_result(),
        9
    );
    let plan = workflow! { a = t.len(); b = len_later(&t); => (a, b, t) };
    assert_eq!(plan.clone().await_result(), (5, 5, "hello".to_string()));
    assert_eq!(plan.await_result(), (5, 5, "hello".to_string()));
}

fn fails(x: u32) -> Result<u32, std::num::ParseIntError> {
    format!("{x}z").parse()
}
fn works(x: u32) -> Result<u32, String> {
    Ok(x)
}

#[test]
fn fallible() {
    let e = workflow! { par { a = works(1)?; b = fails(2)? } => a + b }.await_result().unwrap_err();
    println!("{e}");
    assert_eq!(e.agent(), "b");
    assert_eq!(workflow! { a = works(1)?; b = works(a)?; => a + b }.await_result().unwrap(), 2);
    assert_eq!(workflow! { a = works(1); => a }.await_result(), Ok(1));
    let v: Vec<u32> =
        workflow! { a: Vec<u32> = [1, 2].into_iter().collect(); (b, c) = (1, 2); => [a, vec![b, c]].concat() }
            .await_result();
    assert_eq!(v, [1, 2, 1, 2]);
}

fn fib(n: u64) -> AgentTask<u64> {
    if n < 2 {
        return completed_task(n);
    }
    workflow! { par { a = fib(n - 1); b = fib(n - 2) } => a + b }
}
#[test]
fn recursion() {
    assert_eq!(fib(20).await_result(), 6765);
}

#[tokio::test]
async fn in_tokio() {
    let (x, y) = (1, 2);
    assert_eq!(workflow! { par { a = task(x); b = future(y); c = plain(1) } => merge(a, b) + c }.await, 8);
    assert_eq!(fib(15).await, 610);
    assert_eq!(fib(15).await_result(), 610);
}
