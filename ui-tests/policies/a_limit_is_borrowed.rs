use agentflow::policy::Limit;
use agentflow::workflow;

fn search() -> usize {
    1
}

fn main() {
    let limit = Limit::at_once(4);
    let _plan = workflow! {
        #[limit(limit)]
        found = search();
        => found
    };
}
