use agentflow::{AgentTask, workflow};

fn plan<T: Clone>(value: T) -> AgentTask<(T, u32)> {
    workflow! {
        n = 1;
        => (value, n)
    }
}

fn main() {
    let _plan = plan(1);
}
