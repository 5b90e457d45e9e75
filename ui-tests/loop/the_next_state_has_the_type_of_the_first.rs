use std::ops::ControlFlow::{Break, Continue};

use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        end = loop(n = 1_u32) max 3 {
            => if n > 2 { Break(n) } else { Continue("next") }
        };
        => end.is_ok()
    };
}
