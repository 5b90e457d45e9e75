use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        par {
            a = 1;
            a = 2;
        }
        => a
    };
}
