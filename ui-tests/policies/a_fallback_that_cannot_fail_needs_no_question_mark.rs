use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        #[fallback(0)]
        n = "1".parse::<u32>()?;
        => n
    };
}
