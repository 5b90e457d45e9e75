use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        end = loop(n = 1) { std::ops::ControlFlow::Break::<u32, u32>(n) };
        => end.is_ok()
    };
}
