use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        end = loop(n = 1) max 3 {
            => if n > 2 { break n } else { std::ops::ControlFlow::Continue(n + 1) }
        };
        => end.is_ok()
    };
}
