use agentflow::agent;

#[agent]
fn sort(words: &mut Vec<String>) {
    words.sort();
}

fn main() {}
