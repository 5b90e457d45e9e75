use agentflow::workflow;

fn next(n: u32) -> u32 {
    n + 1
}

fn main() {
    let _plan = workflow! {
        end = loop(n = 1) max 3 { m = next(n); => m };
        => end.is_ok()
    };
}
