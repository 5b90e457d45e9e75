use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        #[fallback]
        n = "1".parse::<u32>();
        => n
    };
}
