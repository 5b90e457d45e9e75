use agentflow::workflow;

fn count(text: &str) -> usize {
    text.len()
}

async fn name(text: &str) -> String {
    text.to_owned()
}

fn main() {
    let _plan = workflow! {
        n = count("text");
        found = match n {
            0 => count("none"),
            _ => name("some"),
        };
        => found
    };
}
