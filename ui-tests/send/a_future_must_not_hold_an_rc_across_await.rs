use std::rc::Rc;

use agentflow::workflow;

async fn search(topic: String) -> usize {
    let local = Rc::new(topic);
    std::future::ready(()).await;
    local.len()
}

fn main() {
    let _plan = workflow! {
        found = search(String::from("ownership"));
        => found
    };
}
