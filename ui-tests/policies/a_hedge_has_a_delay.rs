use agentflow::workflow;

async fn load() -> u32 {
    1
}

fn main() {
    let _plan = workflow! {
        #[hedge]
        n = load();
        => n
    };
}
