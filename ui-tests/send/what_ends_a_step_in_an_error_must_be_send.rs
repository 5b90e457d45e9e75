use std::rc::Rc;

use agentflow::workflow;

fn find() -> Result<usize, Rc<str>> {
    Err(Rc::from("nothing there"))
}

fn main() {
    let _plan = workflow! {
        found = find();
        => found.is_ok()
    };
}
