use std::rc::Rc;

use agentflow::workflow;

async fn load() -> u32 {
    let local = Rc::new(1);
    std::future::ready(()).await;
    *local
}

fn main() {
    let cached = true;
    let _plan = workflow! {
        found = if cached { 0 } else { load() };
        => found
    };
}
