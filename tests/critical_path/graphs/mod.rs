//! Made by `generate.rs`.

use agentflow::AgentTask;

mod any_12;
mod any_200;
mod any_30;
mod any_5;
mod any_80;
mod series_parallel_12;
mod series_parallel_200;
mod series_parallel_30;
mod series_parallel_5;
mod series_parallel_80;

pub(crate) fn all() -> Vec<(&'static str, AgentTask<u64>)> {
    vec![
        ("any_5", any_5::plan()),
        ("series_parallel_5", series_parallel_5::plan()),
        ("any_12", any_12::plan()),
        ("series_parallel_12", series_parallel_12::plan()),
        ("any_30", any_30::plan()),
        ("series_parallel_30", series_parallel_30::plan()),
        ("any_80", any_80::plan()),
        ("series_parallel_80", series_parallel_80::plan()),
        ("any_200", any_200::plan()),
        ("series_parallel_200", series_parallel_200::plan()),
    ]
}
