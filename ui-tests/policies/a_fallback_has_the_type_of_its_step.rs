use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        #[fallback("none")]
        n = "1".parse::<u32>();
        => n
    };
}
