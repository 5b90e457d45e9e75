use std::rc::Rc;

use agentflow::agent;

#[agent]
async fn count(text: &str) -> usize {
    let words = Rc::new(text.to_owned());
    std::future::ready(()).await;
    words.len()
}

fn main() {}
