use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        first = race { 1; String::from("2") };
        => first
    };
}
