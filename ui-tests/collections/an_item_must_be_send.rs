use std::rc::Rc;

use agentflow::workflow;

fn names() -> usize {
    2
}

fn main() {
    let _plan = workflow! {
        n = names();
        hits = par for item in vec![Rc::new(n)] { *item + 1 };
        => hits
    };
}
