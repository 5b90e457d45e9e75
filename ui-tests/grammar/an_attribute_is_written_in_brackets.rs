use agentflow::workflow;

fn main() {
    let _plan = workflow! {
        #retry(3)
        n = "1".parse::<u32>()?;
        => n
    };
}
