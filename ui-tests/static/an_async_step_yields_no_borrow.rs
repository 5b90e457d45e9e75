use agentflow::workflow;

async fn trim(text: &str) -> &str {
    text.trim()
}

fn main() {
    let text = String::from(" a b ");
    let _plan = workflow! {
        words = trim(&text);
        => words.len()
    };
}
