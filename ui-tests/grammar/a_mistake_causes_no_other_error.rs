use agentflow::workflow;

fn main() {
    let plan = workflow! {
        a = 1
        b = 2;
        => a + b
    };
    let sum: i32 = plan.await_result();
    println!("{sum}");
}
