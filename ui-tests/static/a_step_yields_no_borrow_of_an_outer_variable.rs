use agentflow::workflow;

fn main() {
    let text = String::from(" a b ");
    let _plan = workflow! {
        words = text.trim();
        => words.len()
    };
}
