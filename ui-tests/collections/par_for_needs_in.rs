use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        hits = par for n of 0..3 { n + 1 };
        => hits
    };
}
