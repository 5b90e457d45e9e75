use agentflow::workflow;

struct Topic(String);

fn search(topic: Topic) -> usize {
    topic.0.len()
}

fn main() {
    let topic = Topic(String::from("ownership"));
    let _plan = workflow! {
        found = search(topic);
        => found
    };
}
