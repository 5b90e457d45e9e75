use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        #[retry(times = 3, when = |error| error.tries())]
        n = "1".parse::<u32>()?;
        => n
    };
}
