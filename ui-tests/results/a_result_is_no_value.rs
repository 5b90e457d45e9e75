use agentflow::workflow;

fn search() -> Result<usize, std::io::Error> {
    Ok(1)
}

fn main() {
    let _plan = workflow! {
        found = search();
        => found + 1
    };
}
