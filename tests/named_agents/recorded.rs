//! An engine that has agents run here, and remembers what they gave.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use agentflow::executor::{
    Answer, BoxFuture, Call, CallId, Class, Engine, Executor, Job, Plan, Pool, Recorded, Workers,
};
use agentflow::{AgentTask, Codec, call_agent, join_results, lazy_task, workflow};

use crate::calls::ask;
use crate::driven::everything;

/// What it remembers, and how often it was asked for something that it did not know.
#[derive(Default)]
pub(crate) struct Memory {
    known: Mutex<BTreeMap<CallId, Recorded>>,
    pub(crate) new: AtomicUsize,
    is_full: bool,
}

/// A pool that remembers.
pub(crate) struct Remembering<'a>(pub(crate) &'a Pool, pub(crate) Arc<Memory>);

struct OnPool(Arc<dyn Workers>, Arc<Memory>);

impl Executor for Remembering<'_> {
    fn block_on(&self, plan: &mut Plan<'_>) {
        self.0.block_on(&mut |workers| plan(Arc::new(OnPool(workers, Arc::clone(&self.1)))));
    }
}

impl Workers for OnPool {
    fn spawn(&self, class: Class, job: Job) {
        self.0.spawn(class, job);
    }

    fn spawn_async(&self, future: BoxFuture<()>) {
        self.0.spawn_async(future);
    }

    fn join(&self, left: &mut (dyn FnMut() + Send), right: &mut (dyn FnMut() + Send)) {
        self.0.join(left, right);
    }

    fn engine(&self) -> Option<&dyn Engine> {
        Some(self)
    }
}

impl Engine for OnPool {
    fn call(&self, call: Call) -> Answer {
        if let Some(known) = self.1.known.lock().unwrap().get(&call.id) {
            let known = known.clone();
            return Answer::Value(Box::pin(async { Ok(known) }));
        }
        self.1.new.fetch_add(1, Ordering::Relaxed);
        let memory = Arc::clone(&self.1);
        Answer::Record(Box::new(move |recorded| {
            Box::pin(async move {
                if memory.is_full {
                    return Err("no space left".into());
                }
                memory.known.lock().unwrap().insert(call.id, recorded);
                Ok(())
            })
        }))
    }
}

#[test]
fn a_second_run_calls_nothing_and_comes_to_the_same() {
    let pool = Pool::with_threads(2).unwrap();
    let memory = Arc::<Memory>::default();
    let first = everything(1).run_on(&Remembering(&pool, Arc::clone(&memory))).unwrap();
    let calls = memory.new.load(Ordering::Relaxed);
    assert!(calls > 80, "{calls}");
    assert_eq!(first, everything(1).run_on(&pool).unwrap());
    for _ in 0..20 {
        assert_eq!(everything(1).run_on(&Remembering(&pool, Arc::clone(&memory))).unwrap(), first);
    }
    assert_eq!(memory.new.load(Ordering::Relaxed), calls);
}

/// An agent whose value is not what its record says.
fn forgetful(has_run: Arc<AtomicUsize>) -> AgentTask<(u64, &'static str)> {
    let codec = Codec {
        encode: |(): &()| Ok(Vec::new()),
        encode_value: |(number, _): &(u64, &str)| Ok(number.to_string().into_bytes()),
        decode: |bytes: &[u8]| Ok((std::str::from_utf8(bytes)?.parse()?, "read")),
        failed: |_| false,
    };
    call_agent("forgetful", (), codec, move |()| {
        let has_run = Arc::clone(&has_run);
        lazy_task(move || {
            has_run.fetch_add(1, Ordering::Relaxed);
            (7, "made")
        })
    })
}

#[test]
fn the_first_run_sees_what_later_runs_will() {
    let (pool, memory, runs) = (Pool::with_threads(1).unwrap(), Arc::<Memory>::default(), Arc::default());
    for _ in 0..2 {
        let value = forgetful(Arc::clone(&runs)).run_on(&Remembering(&pool, Arc::clone(&memory)));
        assert_eq!(value, (7, "read"));
    }
    assert_eq!(runs.load(Ordering::Relaxed), 1);
    assert_eq!(forgetful(runs).run_on(&pool), (7, "made"));
}

#[test]
fn what_can_not_be_recorded_ends_the_run_with_an_error_that_names_the_agent() {
    let (pool, memory) = (Pool::with_threads(1).unwrap(), Memory { is_full: true, ..Memory::default() });
    let error = ask("one", 1).try_run_on(&Remembering(&pool, Arc::new(memory))).unwrap_err();
    assert_eq!(error.to_string(), "agent `one` gave a value that can't be recorded: no space left");
}

#[test]
fn what_a_named_agent_runs_itself_is_no_call_of_the_plan() {
    let (pool, memory) = (Pool::with_threads(1).unwrap(), Arc::<Memory>::default());
    let outer = |n: u64| {
        let codec = Codec {
            encode: |n: &u64| Ok(n.to_string().into_bytes()),
            encode_value: |n: &u64| Ok(n.to_string().into_bytes()),
            decode: |bytes: &[u8]| Ok(std::str::from_utf8(bytes)?.parse()?),
            failed: |_| false,
        };
        call_agent("outer", n, codec, |n| workflow! { par { a = lazy_task(move || n); b = ask("inner", n) } => a + b })
    };
    let plan = join_results(outer(1), outer(2), |a, b| a + b);
    assert_eq!(plan.run_on(&Remembering(&pool, Arc::clone(&memory))), 1 + 2 + 2 + 3);
    assert_eq!(memory.new.load(Ordering::Relaxed), 2);
}

/// Two agents that wait for each other end only if they run at once.
#[test]
fn agents_that_are_recorded_run_at_once() {
    let (pool, memory) = (Pool::with_threads(2).unwrap(), Arc::<Memory>::default());
    let both = Arc::new(std::sync::Barrier::new(2));
    let meet = move |name: &'static str| {
        let codec = Codec {
            encode: |(): &()| Ok(Vec::new()),
            encode_value: |(): &()| Ok(Vec::new()),
            decode: |_: &[u8]| Ok(()),
            failed: |(): &()| false,
        };
        let both = Arc::clone(&both);
        call_agent(name, (), codec, move |()| {
            let both = Arc::clone(&both);
            lazy_task(move || {
                both.wait();
            })
        })
    };
    join_results(meet("left"), meet("right"), |(), ()| ()).run_on(&Remembering(&pool, memory));
}
