use agentflow::workflow;

fn search() -> usize {
    1
}

fn main() {
    let _plan = workflow! {
        #[limit(4)]
        found = search();
        => found
    };
}
