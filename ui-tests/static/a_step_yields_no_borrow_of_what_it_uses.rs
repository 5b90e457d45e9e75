use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        text = String::from(" a b ");
        words = text.trim();
        => words.len()
    };
}
