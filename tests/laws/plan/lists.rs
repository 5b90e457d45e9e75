//! Any number of plans at once, made by functions.

use agentflow::policy::Limit;
use agentflow::{
    first_success, quorum, race, sequence_limited, sequence_tasks, try_sequence_limited, try_sequence_tasks,
};

use super::build::{Task, told};
use super::{All, Failure, Time, Value, merge_all};

pub(super) fn build(all: All, tasks: Vec<Task>) -> Task {
    match all {
        All::Sequence => sequence_tasks(tasks).map(merge_all),
        All::TrySequence => try_sequence_tasks(tasks).map(merge_successes),
        All::Limited(n) => sequence_limited(n, tasks, |task| task).map(merge_all),
        All::TryLimited(n) => try_sequence_limited(n, tasks, |task| task).map(merge_successes),
        All::AtOnce(n) => under(&Limit::at_once(n), tasks),
        All::PerTime(n) => under(&Limit::per(n, Time::Tiny.duration()), tasks),
        All::Race => race(tasks),
        All::FirstSuccess => told(first_success(tasks)),
        All::Quorum(n) => {
            let n = All::quorum(n, tasks.len());
            let failures = tasks.len() - n + 1;
            told(quorum(n, tasks)).map(move |result| too_few(result, failures))
        }
    }
}

pub(super) fn merge_successes(values: Result<Vec<i64>, Failure>) -> Value {
    merge_all(values?.into_iter().map(Ok))
}

fn under(limit: &Limit, tasks: Vec<Task>) -> Task {
    sequence_tasks(tasks.into_iter().map(|task| task.limit(limit)).collect()).map(merge_all)
}

/// Which failures came first may be up to timing.
fn too_few(values: Result<Vec<i64>, Failure>, failures: usize) -> Value {
    match values {
        Err(Failure::AllFailed(all)) => {
            assert_eq!(all.len(), failures, "a quorum ends with the first failure that is one too many");
            Err(Failure::TooFew(all.len()))
        }
        values => merge_successes(values),
    }
}
