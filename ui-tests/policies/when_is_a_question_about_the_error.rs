use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        #[retry(times = 3, when = true)]
        n = "1".parse::<u32>()?;
        => n
    };
}
