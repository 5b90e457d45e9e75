//! By what another side knows a call again.

use std::collections::BTreeSet;

use agentflow::executor::Inline;
use agentflow::named::call_key;
use agentflow::{AgentTask, agent, workflow};

use crate::agents::journal;

/// Its key, and what its inner plan says of one.
#[agent]
fn key(_n: u64) -> Vec<Option<String>> {
    let inner = workflow! { within = key_of_nobody(); => within };
    vec![call_key(), inner.await_result()]
}

fn key_of_nobody() -> Option<String> {
    call_key()
}

fn keys() -> AgentTask<Vec<Vec<Option<String>>>> {
    workflow! { par { a = key(1); b = key(1); c = key(2) } => vec![a, b, c] }
}

#[test]
fn the_key_of_a_call_is_the_same_when_it_is_made_again_and_that_of_no_other_call() {
    let (journal, _folder) = journal();
    let run = |id: &str| -> Vec<String> {
        let keys = keys().run_on(&journal.wrap(id, Inline));
        let keys = keys.into_iter().map(|keys| (keys[0] == keys[1]).then(|| keys[0].clone()).flatten().unwrap());
        keys.collect()
    };
    let first = run("monday");
    assert_eq!(first.iter().chain(&run("tuesday")).collect::<BTreeSet<_>>().len(), 6);
    let calls = journal.calls("monday").unwrap();
    let ids: BTreeSet<String> = calls.iter().map(|call| format!("monday/{}", call.id)).collect();
    assert_eq!(first.iter().cloned().collect::<BTreeSet<_>>(), ids);
    for call in calls {
        assert!(journal.forget_call("monday", call.id).unwrap());
    }
    assert_eq!(run("monday"), first);
}

#[test]
fn where_nobody_would_make_the_call_again_it_has_no_key() {
    assert_eq!(keys().run_on(&Inline), vec![vec![None, None]; 3]);
    assert_eq!(call_key(), None);
}
