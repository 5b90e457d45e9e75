use agentflow::workflow;

fn search() -> Option<usize> {
    Some(1)
}

fn main() {
    let _plan = workflow! {
        #[retry(3)]
        found = search()?;
        => found
    };
}
