//! Where the values that a body is given wait for the agents that use them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::hold::Hold;

/// Why a value is there when it is asked for.
const THERE: &str = "an agent starts when the values that it needs are there, and takes each of them once";

/// A value for the agent that uses it.
pub struct Slot<T>(Mutex<Option<T>>);

impl<T> Slot<T> {
    /// With the value.
    pub fn of(value: T) -> Self {
        Slot(Mutex::new(Some(value)))
    }

    /// The value moves to the agent that uses it.
    ///
    /// # Panics
    /// Never in an expansion.
    pub fn take(&self) -> T {
        lock(&self.0).take().expect(THERE)
    }
}

/// A value that several agents use.
pub struct Shared<T>(Mutex<Uses<T>>);

struct Uses<T> {
    value: Option<Arc<T>>,
    /// How many agents are still to come.
    left: usize,
}

impl<T> Shared<T> {
    /// With the value, which so many agents will use.
    pub fn of(agents: usize, value: T) -> Self {
        Shared(Mutex::new(Uses { value: Some(Arc::new(value)), left: agents }))
    }

    /// A handle to the value for one of the agents. Nothing is kept for after the last of them.
    ///
    /// # Panics
    /// Never in an expansion.
    pub fn get(&self) -> Arc<T> {
        let mut uses = lock(&self.0);
        uses.left -= 1;
        let value = if uses.left == 0 { uses.value.take() } else { uses.value.clone() };
        value.expect(THERE)
    }
}

/// The value itself, for an agent that begins when all others that use it have finished.
///
/// # Panics
/// Never in an expansion: a handle to a shared value lives no longer than the agent that has it.
pub fn last<H: Hold>(value: Arc<H>) -> H::Value {
    Arc::into_inner(value).expect("the other agents that use the value have finished").into_inner()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
