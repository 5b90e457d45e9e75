use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        #[timeout = 5s]
        n = "1".parse::<u32>()?;
        => n
    };
}
