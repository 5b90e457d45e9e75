use agentflow::workflow;

async fn load(n: u32) -> u32 {
    n
}

fn main() {
    let _plan = workflow! {
        for n in 0..3 { load(n) };
        => 1
    };
}
