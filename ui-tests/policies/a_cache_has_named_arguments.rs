use agentflow::workflow;

fn ask(n: u32) -> u32 {
    n
}

fn main() {
    let _plan = workflow! {
        #[cached(1)]
        answer = ask(1);
        => answer
    };
}
