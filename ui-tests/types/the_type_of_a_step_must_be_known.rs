use agentflow::workflow;

fn count(numbers: Vec<u32>) -> usize {
    numbers.len()
}

fn main() {
    let _plan = workflow! {
        numbers = (0..10).collect();
        => count(numbers)
    };
}
