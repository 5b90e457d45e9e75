use agentflow::agent;

#[agent(blocking)]
async fn fetch(url: &str) -> usize {
    url.len()
}

fn main() {}
