use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        println!("hello");
        => 1
    };
}
