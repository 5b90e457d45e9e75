use agentflow::workflow;

fn main() {
    let wait = 5;
    let _plan = workflow! {
        #[retry(times = 3, backoff = exponential(wait))]
        n = "1".parse::<u32>()?;
        => n
    };
}
