use agentflow::workflow;

async fn none() -> String {
    String::new()
}

fn main() {
    let _plan = workflow! {
        #[fallback(none())]
        n = "1".parse::<u32>();
        => n
    };
}
