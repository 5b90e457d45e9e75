use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        first = race { 1, 2 };
        => first
    };
}
