use agentflow::workflow;

async fn number() -> usize {
    1
}

async fn text() -> String {
    String::new()
}

fn main() {
    let _plan = workflow! {
        first = race { number(); text() };
        => first
    };
}
