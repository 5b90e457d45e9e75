use agentflow::workflow;

fn search(topics: &[String]) -> usize {
    topics.len()
}

fn main() {
    let all = vec![String::from("ownership")];
    let topics = &all[..];
    let _plan = workflow! {
        found = search(topics);
        => found
    };
}
