use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        loop(n = 1) max 3 { std::ops::ControlFlow::Break::<u32, u32>(n) };
        => 3
    };
}
