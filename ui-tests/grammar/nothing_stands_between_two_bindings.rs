use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        a = 1 @ 2;
        => a
    };
}
