use std::rc::Rc;

use agentflow::lazy_task;

fn main() {
    let topic = Rc::new(String::from("ownership"));
    let _plan = lazy_task(move || topic.len());
}
