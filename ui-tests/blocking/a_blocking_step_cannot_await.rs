use agentflow::workflow;

async fn fetch() -> u32 {
    7
}

fn main() {
    let _plan = workflow! {
        page = blocking { fetch().await };
        => page
    };
}
