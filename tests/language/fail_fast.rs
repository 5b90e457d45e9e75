//! A failure ends its flow at once: nobody waits for what others still do, and they do no more.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use agentflow::{AgentError, AgentTask, workflow};

use crate::virtual_time;

/// How often the sleeper has gone on after its sleep.
#[derive(Clone, Default)]
struct Effects(Arc<AtomicUsize>);

impl Effects {
    fn count(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

async fn sleeper(effects: Effects) -> Result<u32, &'static str> {
    tokio::time::sleep(Duration::from_millis(800)).await;
    effects.0.fetch_add(1, Ordering::SeqCst);
    Ok(1)
}

async fn failing() -> Result<u32, &'static str> {
    tokio::time::sleep(Duration::from_millis(10)).await;
    Err("down")
}

async fn of_item(item: u32, effects: Effects) -> Result<u32, &'static str> {
    if item == 2 { failing().await } else { sleeper(effects).await }
}

#[test]
fn a_failure_ends_the_flow_when_it_happens() {
    let effects = Effects::default();
    let e = || effects.clone();
    let (e1, e2, e3, e4, e5, e6) = (e(), e(), e(), e(), e(), e());
    let plans: [AgentTask<Result<u32, AgentError>>; 6] = [
        workflow! { par { a = sleeper(e1)?; b = failing()? } => a + b },
        workflow! { all = par for item in 0..20_u32 { of_item(item, e2)? }; => u32::try_from(all.len()).unwrap_or(0) },
        workflow! { all = par (3) for item in 0..20_u32 { of_item(item, e3)? }; => u32::try_from(all.len()).unwrap_or(0) },
        workflow! {
            par { a = workflow! { slow = sleeper(e4)?; => slow }?; b = workflow! { bad = failing()?; => bad }? }
            => a + b
        },
        workflow! {
            par {
                #[timeout(5s)] #[retry(3)] a = sleeper(e5)?;
                #[hedge(1ms)] c = completed(a);
                #[timeout(5s)] b = failing()?;
            }
            => b + c
        },
        workflow! {
            par { a = race { sleeper(e6)?; never() }; b = failing()? }
            => b + a
        },
    ];
    for (index, plan) in plans.iter().enumerate() {
        let (result, took) = virtual_time::run(plan);
        let error = result.expect_err("one of its agents fails");
        assert!(error.to_string().contains("down"), "{index}: {error}");
        assert_eq!(took, Duration::from_millis(10), "{index}");
    }
    assert_eq!(effects.count(), 0);
}

async fn completed(n: u32) -> u32 {
    tokio::task::yield_now().await;
    n
}

async fn never() -> u32 {
    std::future::pending().await
}

#[test]
fn without_a_question_mark_all_go_on_and_the_flow_sees_each_result() {
    let effects = Effects::default();
    let (e1, e2) = (effects.clone(), effects.clone());
    let plan = workflow! {
        par {
            a = sleeper(e1);
            b = failing();
            each = par for item in 1..4_u32 { of_item(item, e2) };
        }
        => (a, b, each)
    };
    let (values, took) = virtual_time::run(&plan);
    assert_eq!(values, (Ok(1), Err("down"), vec![Ok(1), Err("down"), Ok(1)]));
    assert_eq!(took, Duration::from_millis(800));
    assert_eq!(effects.count(), 3);
}
