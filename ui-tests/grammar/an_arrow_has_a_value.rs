use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        _a = 1;
        =>
    };
}
