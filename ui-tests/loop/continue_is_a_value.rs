use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        end = loop(n = 1) max 3 {
            => if n > 2 { std::ops::ControlFlow::Break(n) } else { continue }
        };
        => end.is_ok()
    };
}
