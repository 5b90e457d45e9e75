use agentflow::workflow;

fn count(numbers: &[u32]) -> usize {
    numbers.len()
}

fn main() {
    let _plan = workflow! {
        numbers = (0..10).collect();
        => count(&Vec::from(numbers))
    };
}
