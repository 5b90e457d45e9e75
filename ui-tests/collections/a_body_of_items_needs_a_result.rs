use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        hits = par for n in 0..3 { m = n + 1; };
        => hits
    };
}
