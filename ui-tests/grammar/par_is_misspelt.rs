use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        parallel { a = 1; b = 2 }
        => a + b
    };
}
