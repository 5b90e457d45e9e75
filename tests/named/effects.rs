//! `#[agent(effect)]`: a call that runs once, wherever it may stand.

use std::sync::atomic::{AtomicUsize, Ordering};

use agentflow::named::{Agent, Effect, Nature};
use agentflow::{AgentTask, agent, join_results, workflow};

static PAID: AtomicUsize = AtomicUsize::new(0);

#[agent(effect, name = "bank.pay")]
fn pay(cents: usize) -> Result<usize, String> {
    PAID.fetch_add(cents, Ordering::Relaxed);
    if cents > 0 { Ok(cents) } else { Err("nothing to pay".into()) }
}

#[agent(effect)]
async fn tell(text: &str) -> usize {
    std::future::ready(text.len()).await
}

#[test]
fn it_is_a_step_like_any_other() {
    let text = String::from("abc");
    let plan = workflow! {
        par { a = pay(1)?; b = tell(&text); c = pay(2) }
        #[timeout(1h)] d = pay(3)?;
        #[fallback(0)] e = pay(0);
        f = if a == 1 { tell("yes") } else { tell("n") };
        g = par for cents in [4, 5] { paid = pay(cents)?; => paid };
        #[fallback(pay(6)?)] #[retry(2)] h = Err::<usize, _>("down")?;
        => (a, b, c, d, e, f, g, h)
    };
    let all = plan.await_result().unwrap();
    assert_eq!(all, (1, 3, Ok(2), 3, 0, 3, vec![4, 5], 6));
    assert_eq!(PAID.load(Ordering::Relaxed), 1 + 2 + 3 + 4 + 5 + 6);
}

#[test]
fn by_hand_it_runs_or_is_taken_on() {
    let effect: Effect<tell> = tell("abc");
    assert_eq!(effect.await_result(), 3);
    let task: AgentTask<usize> = tell("abcd").unguarded();
    assert_eq!(join_results(task, tell("e").unguarded(), |a, b| a + b).await_result(), 5);
    assert_eq!(pay::NATURE, Nature::Effect);
}
