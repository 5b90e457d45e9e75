use agentflow::workflow;

fn search() -> usize {
    1
}

fn main() {
    let _plan = workflow! {
        #[retry(3)]
        found = search();
        => found.is_ok()
    };
}
