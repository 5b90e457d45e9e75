//! What a run on one thread leaves behind: nothing.

use std::sync::Arc;
use std::time::Duration;

use agentflow::executor::Inline;
use agentflow::policy::{Budget, timer};
use agentflow::{AgentTask, async_task, completed_task, lazy_task, race, sequence_tasks, share};

/// An agent that holds `token` and never ends.
fn endless(token: &Arc<()>) -> AgentTask<u32> {
    let token = Arc::clone(token);
    async_task(move || {
        let token = Arc::clone(&token);
        async move {
            std::future::pending::<()>().await;
            drop(token);
            0
        }
    })
}

#[test]
fn what_was_cancelled_is_gone_with_the_run() {
    let token = Arc::new(());
    let soon = || timer(Duration::from_millis(1)).map(|()| 1);
    let many = sequence_tasks((0..100).map(|_| endless(&token)).collect()).map(|_| 0);
    let computing = {
        let token = Arc::clone(&token);
        lazy_task(move || Arc::strong_count(&token))
    };
    let plans = [
        race(vec![many.clone(), soon()]),
        race(vec![many, completed_task(1)]),
        race(vec![endless(&token).cached(1), soon()]),
        race(vec![share(endless(&token)), soon()]),
        computing.map(|_| 1).within(&Budget::new().time(Duration::from_secs(100))).map(|_| 1),
    ];
    for plan in plans {
        assert_eq!(plan.run_on(&Inline), 1);
    }
    assert_eq!(Arc::strong_count(&token), 1);
}

#[test]
fn what_a_panic_cancelled_is_gone_with_the_run() {
    let token = Arc::new(());
    let plan = lazy_task(|| panic!("on purpose")).zip(share(endless(&token)));
    let result: Result<((), u32), _> = plan.try_run_on(&Inline);
    assert!(result.is_err());
    assert_eq!(Arc::strong_count(&token), 1);
}
