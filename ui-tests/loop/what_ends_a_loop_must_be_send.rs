use std::ops::ControlFlow::{Break, Continue};
use std::rc::Rc;

use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        end = loop(n = 1) max 3 {
            => if n > 2 { Break(Rc::new(n)) } else { Continue(n + 1) }
        };
        => end.is_ok()
    };
}
