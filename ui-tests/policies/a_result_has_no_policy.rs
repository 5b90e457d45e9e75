use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        #[retry(3)]
        => "1".parse::<u32>()?
    };
}
