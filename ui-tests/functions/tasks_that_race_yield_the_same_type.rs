use agentflow::{lazy_task, race};

fn main() {
    let _task = race(vec![lazy_task(|| 1), lazy_task(|| "two")]);
}
