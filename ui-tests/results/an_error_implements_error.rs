use agentflow::workflow;

#[derive(Debug)]
struct Missing;

fn find() -> Result<u32, Missing> {
    Err(Missing)
}

fn main() {
    let _plan = workflow! {
        n = find()?;
        => n
    };
}
