use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        #[retry(0)]
        n = "1".parse::<u32>()?;
        => n
    };
}
