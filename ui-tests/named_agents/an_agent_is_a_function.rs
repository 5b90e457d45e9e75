use agentflow::agent;

#[agent]
struct Search {
    topic: String,
}

fn main() {
    let search = Search { topic: String::new() };
    let _topic = search.topic;
}
