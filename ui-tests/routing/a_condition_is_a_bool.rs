use agentflow::workflow;

fn count(text: &str) -> usize {
    text.len()
}

fn main() {
    let _plan = workflow! {
        n = count("text");
        found = if n { m = count("text"); => m } else { 0 };
        => found
    };
}
