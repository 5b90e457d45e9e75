use agentflow::{join_results, lazy_task};

fn main() {
    let _task = join_results(lazy_task(|| 1), lazy_task(|| 2), |a| a);
}
