use agentflow::agent;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct Query {
    text: String,
}

#[agent]
fn search(query: &Query) -> usize {
    query.text.len()
}

fn main() {}
