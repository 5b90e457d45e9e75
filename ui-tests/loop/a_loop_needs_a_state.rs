use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        end = loop max 3 { std::ops::ControlFlow::Break::<u32, u32>(1) };
        => end.is_ok()
    };
}
