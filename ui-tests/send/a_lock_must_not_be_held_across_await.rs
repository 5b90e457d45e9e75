use std::sync::Mutex;

use agentflow::workflow;

async fn load() -> u32 {
    1
}

async fn add(total: &Mutex<u32>) -> u32 {
    let mut sum = total.lock().unwrap();
    *sum += load().await;
    *sum
}

fn main() {
    let total = Mutex::new(0);
    let _plan = workflow! {
        sum = add(&total);
        => sum
    };
}
