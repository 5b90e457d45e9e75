use std::rc::Rc;

use agentflow::workflow;

fn search(topic: &str) -> usize {
    topic.len()
}

fn main() {
    let topic: Rc<str> = Rc::from("ownership");
    let plan = workflow! {
        par {
            web = search(&topic);
            news = search(&topic);
        }
        best = search(&topic);
        => web + news + best
    };
    println!("{}", plan.await_result());
}
