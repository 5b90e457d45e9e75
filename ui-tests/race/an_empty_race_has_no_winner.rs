use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        first = race {};
        => first
    };
}
