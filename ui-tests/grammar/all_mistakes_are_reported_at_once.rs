use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        a == 1;
        par { b = 2, c = 3 }
        d = ;
        c = 4;
        => a + b + c + d
    };
}
