use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        #[timeout(5)]
        n = "1".parse::<u32>()?;
        => n
    };
}
