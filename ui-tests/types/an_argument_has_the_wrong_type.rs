use agentflow::workflow;

fn search(topic: &str) -> usize {
    topic.len()
}

fn merge(a: usize, b: &str) -> usize {
    a + b.len()
}

fn main() {
    let _plan = workflow! {
        par {
            a = search("x");
            b = search("y");
        }
        => merge(a, b)
    };
}
