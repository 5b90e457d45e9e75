use agentflow::workflow;

fn find() -> Option<usize> {
    Some(1)
}

fn main() {
    let _plan = workflow! {
        found = find();
        n = match found {
            Some(0) => 0,
            Some(n) => { twice = n * 2; => twice }
        };
        => n
    };
}
