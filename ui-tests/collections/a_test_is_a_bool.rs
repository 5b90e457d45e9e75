use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        hits = par for n in 0..3 if n + 1 { n };
        => hits
    };
}
