use agentflow::workflow;

fn fill(buffer: &mut Vec<u8>) -> usize {
    buffer.push(1);
    buffer.len()
}

fn main() {
    let buffer = Vec::new();
    let _plan = workflow! {
        n = fill(&mut buffer);
        => n
    };
}
