use agentflow::{AgentTask, completed_task, join_results, spawn_agent};

fn gather(sources: &[String]) -> AgentTask<usize> {
    if sources.len() <= 1 {
        return completed_task(sources.len());
    }
    let (left, right) = sources.split_at(sources.len() / 2);
    join_results(spawn_agent(|| gather(left)), spawn_agent(|| gather(right)), |l, r| l + r)
}

fn main() {
    let _plan = gather(&[]);
}
