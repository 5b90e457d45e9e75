use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        hits = for n in 0..3 { n + 1 };
        => hits
    };
}
