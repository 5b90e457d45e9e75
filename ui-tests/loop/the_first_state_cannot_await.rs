use agentflow::workflow;

async fn first() -> u32 {
    1
}

fn main() {
    let _plan = workflow! {
        end = loop(n = first().await) max 3 { std::ops::ControlFlow::Break::<u32, u32>(n) };
        => end.is_ok()
    };
}
