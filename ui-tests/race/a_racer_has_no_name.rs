use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        first = race { a = 1; 2 };
        => first
    };
}
