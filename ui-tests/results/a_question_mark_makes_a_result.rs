use agentflow::{AgentTask, workflow};

fn plan() -> AgentTask<u32> {
    workflow! {
        n = "1".parse::<u32>()?;
        => n
    }
}

fn main() {
    let _plan = plan();
}
