use agentflow::{dynamic_planner, lazy_task};

fn main() {
    let _task = dynamic_planner(lazy_task(|| 1), |n| n + 1);
}
