//! A plan, and a way to run it, or to begin with it and let it be.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Arc, LazyLock};
use std::task::Poll;
use std::thread;
use std::time::Duration;

use agentflow::executor::{Inline, Pool, Simulation};
use agentflow::{AgentTask, RunFuture};
use proptest::prelude::*;
use proptest::sample::select;
use tokio::runtime::{Builder, Runtime};
use tokio::task::{JoinError, JoinHandle};

use crate::arbitrary::any_shape;
use crate::made_up::run_to;
use crate::plan::{Meaning, Outcome, Shape, Value, World};

#[derive(Clone, Debug)]
pub(super) struct Flow {
    shape: Shape,
    way: Way,
}

#[derive(Clone, Copy, Debug)]
enum Way {
    Inline,
    OnePool,
    Pool,
    Simulation(u64),
    Awaited(Cut),
    Spawned(Cut),
}

/// When the caller drops the run.
#[derive(Clone, Copy, Debug)]
enum Cut {
    Never,
    /// After it was polled so often.
    Polls(u8),
    Micros(u64),
}

/// A run that is over for its caller.
pub(super) struct Ran {
    pub(super) shape: Shape,
    pub(super) meaning: Meaning,
    pub(super) world: Arc<World>,
    /// `None` if it was dropped.
    pub(super) came_to: Option<Result<Outcome, String>>,
}

static ONE: LazyLock<Pool> = LazyLock::new(|| Pool::with_threads(1).expect("a pool"));

static ALL: LazyLock<Pool> = LazyLock::new(|| {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    Pool::with_threads(threads).expect("a pool")
});

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_multi_thread().enable_all().build().expect("a runtime"));

pub(super) fn flow() -> impl Strategy<Value = Flow> {
    let cut = || {
        prop_oneof![
            1 => Just(Cut::Never),
            3 => (0..4_u8).prop_map(Cut::Polls),
            1 => (0..2000_u64).prop_map(Cut::Micros),
        ]
    };
    let way = prop_oneof![
        3 => select(vec![Way::Inline, Way::OnePool, Way::Pool]),
        1 => any::<u64>().prop_map(Way::Simulation),
        3 => cut().prop_map(Way::Awaited),
        6 => cut().prop_map(Way::Spawned),
    ];
    (any_shape(), way).prop_map(|(shape, way)| Flow { shape, way })
}

/// First those that run elsewhere are started, then the others run one after the other.
pub(super) fn run_at_once(flows: Vec<Flow>) -> Vec<Ran> {
    let begun: Vec<_> = flows.into_iter().map(Begun::begin).collect();
    begun.into_iter().map(Begun::end).collect()
}

struct Begun {
    flow: Flow,
    world: Arc<World>,
    spawned: Option<JoinHandle<Option<Value>>>,
}

impl Begun {
    fn begin(flow: Flow) -> Self {
        let world = World::new(flow.shape.size());
        let spawned = match flow.way {
            Way::Spawned(cut) => Some(RUNTIME.spawn(cut.off(flow.shape.plan_in(&world)))),
            _ => None,
        };
        Begun { flow, world, spawned }
    }

    fn end(self) -> Ran {
        let Begun { flow: Flow { shape, way }, world, spawned } = self;
        let run = if let Some(spawned) = spawned {
            RUNTIME.block_on(spawned).map_err(JoinError::into_panic)
        } else {
            let plan = shape.plan_in(&world);
            catch_unwind(AssertUnwindSafe(|| way.run(plan)))
        };
        let came_to = run.transpose().map(run_to);
        Ran { meaning: shape.all_meanings(), shape, world, came_to }
    }
}

impl Way {
    fn run(self, plan: AgentTask<Value>) -> Option<Value> {
        match self {
            Way::Inline => Some(plan.run_on(&Inline)),
            Way::OnePool => Some(plan.run_on(&*ONE)),
            Way::Pool => Some(plan.run_on(&*ALL)),
            Way::Simulation(seed) => Some(plan.run_on(&Simulation::seeded(seed))),
            Way::Awaited(cut) | Way::Spawned(cut) => RUNTIME.block_on(cut.off(plan)),
        }
    }
}

impl Cut {
    async fn off(self, plan: AgentTask<Value>) -> Option<Value> {
        let run = plan.into_future();
        match self {
            Cut::Never => Some(run.await),
            Cut::Polls(polls) => polled(run, polls).await,
            Cut::Micros(micros) => tokio::time::timeout(Duration::from_micros(micros), run).await.ok(),
        }
    }
}

/// Drops the run when it is woken once more than it is polled.
async fn polled(mut run: RunFuture<Value>, mut polls: u8) -> Option<Value> {
    poll_fn(|cx| {
        let Some(left) = polls.checked_sub(1) else { return Poll::Ready(None) };
        polls = left;
        Pin::new(&mut run).poll(cx).map(Some)
    })
    .await
}
