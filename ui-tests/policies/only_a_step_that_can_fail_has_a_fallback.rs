use agentflow::workflow;

fn search() -> usize {
    1
}

fn main() {
    let _plan = workflow! {
        #[fallback(0)]
        found = search();
        => found
    };
}
