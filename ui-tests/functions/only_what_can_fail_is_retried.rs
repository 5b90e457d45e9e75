use agentflow::lazy_task;

fn main() {
    let _task = lazy_task(|| 1).retry(3);
}
