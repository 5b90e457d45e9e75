use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        #[retry(times = 3, jiter)]
        n = "1".parse::<u32>()?;
        => n
    };
}
