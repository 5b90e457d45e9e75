use agentflow::workflow;

async fn load() -> u32 {
    1
}

fn main() {
    let plan = workflow! { n = load(); => n };
    let _n: u32 = plan;
}
