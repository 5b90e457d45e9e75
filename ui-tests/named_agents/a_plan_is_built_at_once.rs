use agentflow::{AgentTask, completed_task, plan};

#[plan]
async fn research(topic: String) -> AgentTask<String> {
    completed_task(topic)
}

fn main() {
    let _plan = research(String::new());
}
