use agentflow::policy::Budget;
use agentflow::workflow;

fn search() -> usize {
    1
}

fn main() {
    let budget = Budget::new();
    let _plan = workflow! {
        #[within(budget)]
        found = search()?;
        => found
    };
}
