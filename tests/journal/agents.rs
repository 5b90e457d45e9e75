//! Named agents that give a number for a number.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use agentflow::executor::{Journal, Pool};
use agentflow::{AgentTask, Codec, call_agent, lazy_task};
use tempfile::TempDir;

pub(crate) use crate::number_agent::agent;

/// As [`agent`], for one that can fail.
pub(crate) fn try_agent(
    name: &'static str,
    input: u64,
    f: impl Fn(u64) -> Result<u64, String> + Clone + Send + Sync + 'static,
) -> AgentTask<Result<u64, String>> {
    let codec = Codec {
        encode: |input: &u64| Ok(input.to_string().into_bytes()),
        encode_value: |value: &Result<u64, String>| Ok(format!("{value:?}").into_bytes()),
        decode: |bytes: &[u8]| {
            let text = std::str::from_utf8(bytes)?;
            Ok(match text.strip_prefix("Ok(") {
                Some(value) => Ok(value.trim_end_matches(')').parse()?),
                None => Err(text.trim_start_matches("Err(\"").trim_end_matches("\")").to_owned()),
            })
        },
        failed: Result::is_err,
    };
    call_agent(name, input, codec, move |input| {
        let f = f.clone();
        lazy_task(move || f(input))
    })
}

/// How often something ran.
#[derive(Clone, Default)]
pub(crate) struct Runs(Arc<AtomicUsize>);

impl Runs {
    pub(crate) fn count(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    pub(crate) fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// A journal in a folder that is gone with it.
pub(crate) fn journal() -> (Journal, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (Journal::open(folder.path().join("journal")).unwrap(), folder)
}

pub(crate) fn pool() -> Pool {
    Pool::with_threads(2).unwrap()
}
