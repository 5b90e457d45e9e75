use agentflow::agent;

#[agent]
fn count<'a>(text: &'a str) -> usize {
    text.len()
}

fn main() {}
