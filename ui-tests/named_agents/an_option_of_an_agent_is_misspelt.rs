use agentflow::agent;

#[agent(block)]
fn read(path: &str) -> usize {
    path.len()
}

fn main() {}
