use agentflow::workflow;

fn search() -> Vec<String> {
    Vec::new()
}

fn main() {
    let _plan = workflow! {
        found: String = search();
        => found
    };
}
