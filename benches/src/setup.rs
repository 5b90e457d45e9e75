//! The threads that everything is measured on, and how much of it.

use agentflow::executor::Pool;

/// As many threads for each side as the machine has cores.
pub(crate) const THREADS: usize = 2;

pub(crate) struct Setup {
    pub(crate) pool: Pool,
    pub(crate) rayon: rayon::ThreadPool,
    pub(crate) tokio: tokio::runtime::Runtime,
    pub(crate) scale: Scale,
}

/// Whether figures are wanted, or only to see that everything runs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scale {
    Full,
    Smoke,
}

impl Setup {
    pub(crate) fn new(threads: usize, scale: Scale) -> Self {
        Setup {
            pool: Pool::with_threads(threads).expect("the system has threads"),
            rayon: rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("the system has threads"),
            tokio: tokio::runtime::Builder::new_multi_thread()
                .worker_threads(threads)
                .enable_all()
                .build()
                .expect("the system has threads and a poller"),
            scale,
        }
    }

    pub(crate) fn rounds(&self, full: usize) -> usize {
        if self.scale == Scale::Full { full } else { 1 }
    }

    /// A size, or a hundredth of it.
    pub(crate) fn size(&self, full: usize) -> usize {
        if self.scale == Scale::Full { full } else { (full / 100).max(2) }
    }

    /// Runs `work` on a worker of the runtime, as a server's handler would, where spawning is cheapest.
    pub(crate) fn on_worker<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> T {
        self.tokio.block_on(async { tokio::spawn(work).await.expect("the work does not panic") })
    }
}
