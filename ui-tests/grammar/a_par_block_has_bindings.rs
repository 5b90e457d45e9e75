use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        par {}
        => 1
    };
}
