use std::rc::Rc;

use agentflow::workflow;

fn search() -> Rc<str> {
    Rc::from("ownership")
}

fn main() {
    let _plan = workflow! {
        par {
            found = search();
            other = 2;
        }
        => found.len() + other
    };
}
