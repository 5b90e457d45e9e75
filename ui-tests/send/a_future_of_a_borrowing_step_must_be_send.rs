use std::rc::Rc;

use agentflow::workflow;

async fn search(topic: &str) -> usize {
    let local = Rc::new(topic.len());
    std::future::ready(()).await;
    *local
}

fn main() {
    let topic = String::from("ownership");
    let _plan = workflow! {
        found = search(&topic);
        => found
    };
}
