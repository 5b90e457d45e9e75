use agentflow::workflow;

#[allow(dead_code)]
struct Report {
    hits: usize,
}

fn search() -> Result<usize, std::io::Error> {
    Ok(1)
}

fn main() {
    let _plan = workflow! {
        hits = search();
        => Report { hits: hits }
    };
}
