use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        a = ;
        => a
    };
}
