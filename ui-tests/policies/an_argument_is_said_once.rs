use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        #[retry(3, times = 4)]
        n = "1".parse::<u32>()?;
        => n
    };
}
