use agentflow::workflow;

async fn load() -> u32 {
    1
}

fn main() {
    let _plan = workflow! {
        #[within(100)]
        n = load()?;
        => n
    };
}
