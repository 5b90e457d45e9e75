use agentflow::workflow;

#[deny(unused_variables)]
fn main() {
    let _plan = workflow! {
        par {
            a = 1;
            b = 2;
        }
        => a
    };
    let _sequence = workflow! {
        c = 1;
        d = 2;
        => c
    };
}
