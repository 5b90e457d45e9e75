use agentflow::workflow;

fn ask(weight: f64) -> f64 {
    weight
}

fn main() {
    let weight = 0.5;
    let _plan = workflow! {
        #[cached(key = weight)]
        answer = ask(weight);
        => answer
    };
}
