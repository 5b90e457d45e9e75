use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        a = { if true { return 1 } 2 };
        => a
    };
}
