use agentflow::workflow;

fn count(text: &str) -> usize {
    text.len()
}

fn main() {
    let _plan = workflow! {
        long = count("text") > 3;
        found = if long { n = count("text"); => n } else { "none" };
        => found
    };
}
