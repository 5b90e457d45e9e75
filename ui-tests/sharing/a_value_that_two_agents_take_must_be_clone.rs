use agentflow::workflow;

struct Topic(String);

fn choose() -> Topic {
    Topic(String::from("ownership"))
}

fn search(topic: Topic) -> usize {
    topic.0.len()
}

fn main() {
    let _plan = workflow! {
        topic = choose();
        par {
            web = search(topic);
            news = search(topic);
        }
        => web + news
    };
}
