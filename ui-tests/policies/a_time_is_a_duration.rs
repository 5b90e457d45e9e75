use agentflow::workflow;

fn main() {
    let limit = 5;
    let _plan = workflow! {
        #[timeout(limit)]
        n = "1".parse::<u32>()?;
        => n
    };
}
