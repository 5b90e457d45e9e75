use agentflow::{lazy_task, workflow};

fn count(text: &str) -> usize {
    text.len()
}

fn main() {
    let text = String::from("a b");
    let _plan = workflow! {
        n = lazy_task(|| count(&text));
        => n
    };
}
