//! Row 12: one agent fails after 10 ms, while another takes 800 ms. How long until the caller has the error?

use std::time::Duration;

use agentflow::{AgentError, AgentTask, workflow};

use crate::line::{Line, Seconds};
use crate::measure::{Contest, Spread};
use crate::setup::Setup;
use crate::work::latency;

async fn fails() -> Result<u64, String> {
    latency(10).await;
    Err("down".to_owned())
}

async fn succeeds() -> Result<u64, String> {
    Ok(latency(800).await)
}

fn by_workflow() -> AgentTask<Result<u64, AgentError>> {
    workflow! { par { a = fails()?; b = succeeds()? } => a + b }
}

async fn by_try_join() -> Result<u64, String> {
    let (a, b) = futures::try_join!(fails(), succeeds())?;
    Ok(a + b)
}

#[cfg(feature = "rivals")]
async fn by_graph_flow() -> bool {
    use crate::rivals::graph_flow;

    let agents = vec![
        graph_flow::agent("fails".to_owned(), || async { fails().await.ok() }),
        graph_flow::agent("succeeds".to_owned(), || async { succeeds().await.ok() }),
    ];
    graph_flow::layers(vec![agents]).await.is_err()
}

pub(crate) fn until_the_error(setup: &Setup) -> Vec<Line> {
    let contest = Contest::ours(|| assert!(by_workflow().run_on(&setup.pool).is_err()));
    let contest = contest.against("try_join!", || assert!(setup.on_worker(by_try_join()).is_err()));
    #[cfg(feature = "rivals")]
    let contest = contest.against("graph-flow", || assert!(setup.on_worker(by_graph_flow())));
    let times = contest.run(setup.rounds(11));
    let milliseconds = times.over(Duration::from_millis(1).as_secs_f64());
    let line = Line::new("time until the error", Seconds(times.ours()).to_string(), milliseconds, "ms").bar(12.0, 10.5);
    vec![
        times
            .rivals()
            .fold(line, |line, (name, theirs, _): (&str, f64, Spread)| line.rival(name, Seconds(theirs).to_string())),
    ]
}
