//! A failure on a pool in real time: nobody waits for what others still do.

use agentflow::{AgentError, AgentTask, workflow};

use crate::handshake::{Events, on_each_pool};

/// Waits for an event that only the end of the run makes happen.
async fn sleeper(over: Events) -> Result<u32, &'static str> {
    over.happened(1).await;
    Ok(1)
}

#[test]
fn a_failure_is_told_while_others_still_wait() {
    for _ in 0..20 {
        let over = Events::default();
        let results = on_each_pool(|| -> AgentTask<Result<u32, AgentError>> {
            let (first, second) = (over.clone(), over.clone());
            workflow! {
                par { a = sleeper(first)?; b = parse("x")?; c = sleeper(second)? }
                => a + b + c
            }
        });
        assert!(results.iter().all(Result::is_err));
        over.happen();
    }
}

fn parse(text: &str) -> Result<u32, std::num::ParseIntError> {
    text.parse()
}
