use agentflow::workflow;

fn worth_it(error: &str) -> bool {
    error.len() < 3
}

fn main() {
    let _plan = workflow! {
        #[retry(times = 3, when = worth_it)]
        n = "1".parse::<u32>()?;
        => n
    };
}
