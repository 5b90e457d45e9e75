use std::rc::Rc;

use agentflow::workflow;

fn main() {
    let names = Rc::new(vec!["a"]);
    let count = move || names.len();
    let _plan = workflow! {
        n = count();
        => n
    };
}
