use std::rc::Rc;

use agentflow::workflow;

async fn search(topic: Rc<str>) -> usize {
    topic.len()
}

fn main() {
    let _plan = workflow! {
        found = search(Rc::from("ownership")).await + 1;
        => found
    };
}
