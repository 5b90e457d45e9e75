use agentflow::agent;

#[agent]
fn count<T: AsRef<str>>(text: T) -> usize {
    text.as_ref().len()
}

fn main() {}
