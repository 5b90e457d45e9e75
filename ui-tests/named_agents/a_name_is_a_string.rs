use agentflow::agent;

#[agent(name = files.read)]
fn read(path: &str) -> usize {
    path.len()
}

fn main() {}
