use agentflow::workflow;

async fn load() -> u32 {
    1
}

fn main() {
    let _plan = workflow! {
        n = load() + 1;
        => n
    };
}
