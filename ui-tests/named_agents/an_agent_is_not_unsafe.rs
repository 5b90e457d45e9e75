use agentflow::agent;

#[agent]
unsafe fn first(bytes: &[u8]) -> u8 {
    bytes[0]
}

fn main() {}
