use std::rc::Rc;

use agentflow::workflow;

async fn number() -> usize {
    let counted = Rc::new(1);
    std::future::ready(()).await;
    *counted
}

fn main() {
    let _plan = workflow! {
        first = race { number(); 2 };
        => first
    };
}
