use agentflow::agent;

#[derive(Clone)]
struct Query {
    text: String,
}

#[agent]
fn search(query: Query, limit: usize) -> usize {
    query.text.len() + limit
}

fn main() {}
