use agentflow::plan;

#[plan]
fn research(topic: String) -> String {
    topic.to_uppercase()
}

fn main() {}
