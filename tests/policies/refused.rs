//! A charge that is refused: what its agent makes of that is for nobody else.

use std::collections::HashMap;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::Poll;

use agentflow::executor::Inline;
use agentflow::{blocking_task, join_results, sequence_tasks, share};

use crate::agents::counted;
use crate::budgets::{calls, spending};
use crate::executors::results;
use crate::handshake::Events;

#[test]
fn who_shares_an_agent_does_not_suffer_from_a_budget_that_it_is_not_within() {
    for task in spending(1) {
        let asks = || task.clone().cached("it is the same agent");
        for asked in [share(task.clone()), asks()] {
            let budget = calls(0);
            let plan = join_results(asked.clone().within(&budget), asked, |poor, free| (poor.is_ok(), free));
            for (executor, (_, free)) in results(&plan) {
                assert!(free, "refused on {executor}");
            }
        }
    }
}

#[tokio::test]
async fn what_an_agent_made_of_a_refused_charge_is_put_into_no_store() {
    for task in spending(1) {
        let store = Arc::new(Mutex::new(HashMap::new()));
        let asked = task.cached_in(Arc::clone(&store), "ask");
        let mut poor = pin!(asked.clone().within(&calls(0)).into_future());
        // Whoever would cancel it is not polled again, until all that it does by itself has had the time to happen.
        assert!(poll_fn(|cx| Poll::Ready(poor.as_mut().poll(cx).is_pending())).await);
        for _ in 0..20 {
            blocking_task(|| ()).await;
        }
        assert_eq!(*store.lock().unwrap(), HashMap::new());
        assert!(poor.await.is_err());
        assert_eq!(asked.within(&calls(1)).await.ok(), Some(true));
        assert_eq!(*store.lock().unwrap(), HashMap::from([("ask", true)]));
    }
}

#[test]
fn an_agent_whose_charge_was_refused_runs_anew_for_others_who_wait() {
    let runs = Events::default();
    let [_, _, waits] = spending(1);
    let asked = share(counted(&runs, ()).and_then(move |()| waits.clone()));
    let plan = sequence_tasks(vec![
        asked.clone().within(&calls(0)).map(|poor| poor.is_ok()),
        asked.clone(),
        asked.clone().within(&calls(1)).map(|rich| rich.is_ok()),
        asked,
    ]);
    assert_eq!(plan.run_on(&Inline), [false, true, true, true]);
    assert_eq!(runs.count(), 2, "those who wait share it again");
}
