use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        end = loop(n = 1) max 3 { n + 1 };
        => end.is_ok()
    };
}
