//! A named agent that gives a number for a number.

use agentflow::{AgentTask, Codec, call_agent, lazy_task};

/// An agent that gives what `f` gives.
pub(crate) fn agent(
    name: &'static str,
    input: u64,
    f: impl Fn(u64) -> u64 + Clone + Send + Sync + 'static,
) -> AgentTask<u64> {
    let codec = Codec {
        encode: |input: &u64| Ok(input.to_string().into_bytes()),
        encode_value: |value: &u64| Ok(value.to_string().into_bytes()),
        decode: |bytes: &[u8]| Ok(std::str::from_utf8(bytes)?.parse()?),
        failed: |_| false,
    };
    call_agent(name, input, codec, move |input| {
        let f = f.clone();
        lazy_task(move || f(input))
    })
}
