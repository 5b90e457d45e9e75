use std::ops::ControlFlow::Break;

use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        end = loop(n = 1) max "3" { Break::<u32, u32>(n) };
        => end.is_ok()
    };
}
