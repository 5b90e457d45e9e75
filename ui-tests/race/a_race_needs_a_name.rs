use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        race { 1; 2 };
        => 3
    };
}
