use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        #[retry(times = 3, backoff = 100ms)]
        n = "1".parse::<u32>()?;
        => n
    };
}
