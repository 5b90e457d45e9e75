use agentflow::workflow;

fn search() -> Option<String> {
    None
}

fn main() {
    let _plan = workflow! {
        Some(found) = search();
        => found
    };
}
