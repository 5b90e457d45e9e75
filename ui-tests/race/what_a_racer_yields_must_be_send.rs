use std::rc::Rc;

use agentflow::workflow;

fn number() -> Rc<usize> {
    Rc::new(1)
}

fn main() {
    let _plan = workflow! {
        first = race { number() };
        => first
    };
}
