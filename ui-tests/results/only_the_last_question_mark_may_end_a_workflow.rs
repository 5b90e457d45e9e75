use agentflow::workflow;

fn read() -> Result<String, std::io::Error> {
    Ok(String::new())
}

fn main() {
    let _plan = workflow! {
        length = read()?.len();
        => length
    };
}
