use agentflow::{AgentTask, workflow};

fn search(topic: &str) -> usize {
    topic.len()
}

fn plan(topic: &str) -> AgentTask<usize> {
    workflow! {
        found = search(topic);
        => found
    }
}

fn main() {
    let _plan = plan("ownership");
}
