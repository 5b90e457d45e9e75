use agentflow::agent;

#[agent]
fn first(text: &str) -> &str {
    text.split(' ').next().unwrap_or_default()
}

fn main() {}
