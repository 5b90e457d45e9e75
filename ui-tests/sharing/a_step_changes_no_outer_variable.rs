use agentflow::workflow;

async fn load() -> u32 {
    1
}

fn main() {
    let total = 0;
    let _plan = workflow! {
        more = load();
        _ = total += more;
        => total
    };
}
