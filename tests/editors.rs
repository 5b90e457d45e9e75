//! What editors are shown of a workflow has the types of the workflow. It is there to be looked at, and is never run.

use std::fmt::Error;
use std::num::ParseIntError;
use std::ops::ControlFlow;

use agentflow::policy::{Budget, Limit};
use agentflow::{AgentError, AgentTask, completed_task, workflow};

/// What `workflow!` is to an editor.
macro_rules! shown {
    ($($tokens:tt)*) => { agentflow::private::workflow_for_editors! { agentflow $($tokens)* } };
}

/// The same block, as it is and as it is shown.
macro_rules! both {
    ($name:ident($($argument:ident: $of:ty),*) -> $type:ty { $($tokens:tt)* }) => {
        #[test]
        fn $name() {
            fn is($($argument: $of),*) -> AgentTask<$type> {
                workflow! { $($tokens)* }
            }
            fn shown($($argument: $of),*) -> AgentTask<$type> {
                shown! { $($tokens)* }
            }
            let _: [fn($($of),*) -> AgentTask<$type>; 2] = [is, shown];
        }
    };
}

type Fallible<T> = Result<T, AgentError>;

async fn fetch(url: &str) -> Result<String, Error> {
    std::future::ready(Ok(url.to_owned())).await
}

fn plan(topic: &str) -> AgentTask<usize> {
    completed_task(topic.len())
}

fn read(number: &str) -> Result<u8, ParseIntError> {
    number.parse()
}

both!(each_kind_of_step(topic: String) -> (usize, u8, Result<String, Error>) {
    par { later = plan(&topic); now = topic.len(); async_one = fetch(&topic) }
    text = blocking { read("x") };
    => (later + now, text.unwrap_or_default(), async_one)
});

both!(what_can_fail(topic: String) -> Fallible<String> {
    page = fetch(&topic)?;
    again = fetch(&page).await?;
    byte = blocking { read(&again) }?;
    => format!("{page} {again} {byte}")
});

both!(a_later_binding_of_a_block(topic: String) -> Fallible<usize> {
    par { sum = plan(&page); page = fetch(&topic)? }
    => sum
});

both!(choices(topic: String, limit: usize) -> Fallible<usize> {
    len = if limit > 3 { page = fetch(&topic)?; => plan(&page) } else if limit > 2 { 2 } else { plan(&topic) };
    more = match len.checked_sub(1) { Some(less) if less > 3 => { one = plan(&topic); => one + less } _ => plan(&topic) };
    => len + more
});

both!(collections(topics: Vec<String>) -> Fallible<(Vec<usize>, Vec<String>)> {
    lens = par(4) for topic in topics.clone() { plan(&topic) };
    pages = par for topic in topics if topic.len() > 3 { fetch(&topic)? };
    => (lens, pages)
});

both!(races_and_loops(topic: String) -> Fallible<usize> {
    first = race { plan(&topic); { one = topic.len(); => one } };
    count = loop(state = first) max 10 {
        match state.checked_sub(1) { Some(left) => ControlFlow::Continue(left), None => ControlFlow::Break(3_usize) }
    }?;
    => count
});

both!(policies(topic: String, limit: Limit, budget: Budget) -> Fallible<(String, String, usize, Fallible<String>)> {
    #[retry(times = 3, backoff = exponential(1ms, max = 1s), jitter, when = |error| error.tries() < 3)]
    tried = fetch(&topic)?;
    #[fallback("none".to_owned())] #[timeout(5s)] safe = fetch(&topic);
    #[hedge(1ms)] #[limit(&limit)] #[cached(key = topic.len())] len = plan(&topic);
    #[within(&budget)] perhaps = fetch(&topic);
    => (tried, safe, len, perhaps)
});
