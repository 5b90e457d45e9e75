use agentflow::agent;

#[agent(pure, effect)]
fn send(line: &str) -> usize {
    line.len()
}

fn main() {}
