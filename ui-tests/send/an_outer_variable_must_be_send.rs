use std::rc::Rc;

use agentflow::workflow;

fn search(topic: &str) -> usize {
    topic.len()
}

fn main() {
    let topic: Rc<str> = Rc::from("ownership");
    let _plan = workflow! {
        found = search(&topic);
        => found
    };
}
