use std::rc::Rc;

use agentflow::workflow;

async fn load() -> u32 {
    1
}

fn main() {
    let _plan = workflow! {
        sum = async {
            let more = Rc::new(2);
            load().await + *more
        };
        => sum
    };
}
