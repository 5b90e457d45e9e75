use agentflow::workflow;

fn names() -> Vec<String> {
    vec![String::from("a")]
}

fn main() {
    let _plan = workflow! {
        all = names();
        hits = par for name in all.iter() { name.len() };
        => hits
    };
}
