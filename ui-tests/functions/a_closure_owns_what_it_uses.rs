use agentflow::lazy_task;

fn main() {
    let text = String::from("a b");
    let _task = lazy_task(|| text.len());
}
