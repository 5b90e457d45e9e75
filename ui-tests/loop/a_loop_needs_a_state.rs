use std::ops::ControlFlow::Break;

use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        end = loop max 3 { Break::<u32, u32>(1) };
        => end.is_ok()
    };
}
