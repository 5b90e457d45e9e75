//! All that is asynchronous in a plan is started before a CPU agent holds the thread, however deep it is nested.

use agentflow::{AgentTask, async_task, blocking_task, join_results, lazy_task, sequence_tasks, spawn_agent, workflow};

use crate::handshake::{Events, on_each_pool};

/// A CPU agent that holds its worker until so many others have started.
fn waits_for(events: &Events, others: usize) -> AgentTask<()> {
    let events = events.clone();
    lazy_task(move || events.wait_for(others))
}

fn signals(events: &Events) -> AgentTask<()> {
    let events = events.clone();
    async_task(move || {
        let events = events.clone();
        async move { events.happen() }
    })
}

fn signals_by_blocking(events: &Events) -> AgentTask<()> {
    let events = events.clone();
    blocking_task(move || events.happen())
}

fn both(left: AgentTask<()>, right: AgentTask<()>) -> AgentTask<()> {
    join_results(left, right, |(), ()| ())
}

#[test]
fn an_async_agent_starts_before_the_cpu_agent_beside_it() {
    on_each_pool(|| {
        let events = Events::default();
        both(waits_for(&events, 1), signals(&events))
    });
    on_each_pool(|| {
        let events = Events::default();
        both(signals(&events), waits_for(&events, 1))
    });
}

#[test]
fn a_blocking_agent_starts_before_the_cpu_agent_beside_it() {
    on_each_pool(|| {
        let events = Events::default();
        both(waits_for(&events, 1), signals_by_blocking(&events))
    });
}

#[test]
fn async_agents_of_nested_joins_start_before_any_cpu_agent() {
    on_each_pool(|| {
        let events = Events::default();
        let left = both(waits_for(&events, 3), both(waits_for(&events, 3), signals(&events)));
        let right = both(both(signals(&events), waits_for(&events, 3)), signals_by_blocking(&events));
        both(left, both(waits_for(&events, 3), right))
    });
}

#[test]
fn what_follows_a_started_agent_goes_on_while_a_cpu_agent_computes() {
    on_each_pool(|| {
        let events = Events::default();
        let again = signals(&events);
        let chain = signals(&events).and_then(move |()| again.clone());
        both(waits_for(&events, 2), chain.map(|()| ()))
    });
}

#[test]
fn async_agents_of_a_sequence_start_before_its_cpu_agents() {
    on_each_pool(|| {
        let events = Events::default();
        let tasks = (0..40).map(|n| match n % 4 {
            0 => signals(&events),
            1 => waits_for(&events, 20),
            2 => signals_by_blocking(&events),
            _ => waits_for(&events, 20).map(|()| ()),
        });
        sequence_tasks(tasks.collect())
    });
}

#[test]
fn async_agents_behind_a_map_or_before_a_planner_start_before_cpu_agents() {
    on_each_pool(|| {
        let events = Events::default();
        let mapped = both(waits_for(&events, 3), signals(&events)).map(|()| ());
        let planned = sequence_tasks(vec![signals(&events), waits_for(&events, 3)]);
        let planned = planned.and_then(|_| agentflow::completed_task(()));
        both(waits_for(&events, 3), both(both(mapped, planned), signals(&events)))
    });
}

#[test]
fn a_named_async_agent_is_started_too() {
    on_each_pool(|| {
        let events = Events::default();
        both(waits_for(&events, 1), signals(&events).named("fetch").map(|()| ()))
    });
}

async fn signal(events: &Events) {
    tokio::task::yield_now().await;
    events.happen();
}

async fn signal_after((): (), events: &Events) {
    tokio::task::yield_now().await;
    events.happen();
}

#[test]
fn async_agents_of_a_par_block_with_needs_start_before_its_cpu_agents() {
    on_each_pool(|| {
        let events = Events::default();
        workflow! {
            par {
                first_waits = (&events).wait_for(3);
                one = signal(&events);
                two = signal_after(one, &events);
                three = signal_after(two, &events).await;
                last_waits = (&events).wait_for(3);
            }
            => (first_waits, three, last_waits)
        }
    });
}

#[test]
fn two_sub_plans_whose_kind_is_not_known_do_not_wait_for_each_other() {
    // With two workers at least: what a sub-agent holds shows only when it runs.
    let events = Events::default();
    let (waiting, signalling) = (waits_for(&events, 1), signals(&events));
    let plan = both(spawn_agent(move || waiting.clone()), spawn_agent(move || signalling.clone()));
    plan.run_on(&crate::handshake::pool(2));
}

#[test]
fn async_agents_of_a_flat_par_block_start_before_its_cpu_agents() {
    on_each_pool(|| {
        let events = Events::default();
        workflow! {
            par {
                _ = (&events).wait_for(3);
                _ = signal(&events);
                _ = (&events).wait_for(3);
                _ = blocking { (&events).happen() };
                _ = signal(&events).await;
            }
            => ()
        }
    });
}
