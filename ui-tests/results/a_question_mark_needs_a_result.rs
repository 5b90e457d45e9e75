use agentflow::workflow;

fn search() -> usize {
    1
}

fn main() {
    let _plan = workflow! {
        found = search()?;
        => found
    };
}
