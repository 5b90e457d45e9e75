use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        hits = par for n in 3 { n + 1 };
        => hits
    };
}
