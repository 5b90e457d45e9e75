use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        #[retries(3)]
        a = "1".parse::<u32>()?;
        => a
    };
}
