use agentflow::workflow;

#[allow(dead_code)]
struct Report {
    hits: usize,
}

fn main() {
    let _plan = workflow! {
        #[retry(3)]
        hits = "1".parse::<usize>();
        => Report { hits: hits }
    };
}
