use agentflow::workflow;

fn search(topic: String) -> Vec<String> {
    vec![topic]
}

fn merge(a: Vec<String>, b: String) -> String {
    a.join(&b)
}

fn main() {
    let _plan = workflow! {
        par {
            a = search(String::from("x"));
            b = search(String::from("y"));
        }
        => merge(a, b)
    };
}
