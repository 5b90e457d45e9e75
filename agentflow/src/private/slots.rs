//! The values of one run of a graph. Their types are known to the agents that put and take them, and to nobody else: a type
//! that listed them all would be a part of the type of each agent, and a program with many agents too large to link.

use std::any::Any;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Why a value is there when it is asked for.
const THERE: &str = "an agent starts when the values that it needs are there, and takes each of them once";

/// The place of a value, and its type.
pub struct Key<H> {
    index: usize,
    value: PhantomData<fn() -> H>,
}

impl<H> Clone for Key<H> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<H> Copy for Key<H> {}

/// The place of a value. What type it has is said by those who use it.
pub fn key<H>(index: usize) -> Key<H> {
    Key { index, value: PhantomData }
}

/// A value for each name that the block binds.
pub struct Slots(Box<[Mutex<Entry>]>);

enum Entry {
    Empty,
    /// For the one agent that uses it.
    One(Box<dyn Any + Send>),
    /// For so many that have not come yet.
    Many(Arc<dyn Any + Send + Sync>, usize),
}

impl Slots {
    pub(super) fn empty(count: usize) -> Self {
        Slots((0..count).map(|_| Mutex::new(Entry::Empty)).collect())
    }

    fn lock(&self, index: usize) -> MutexGuard<'_, Entry> {
        self.0[index].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The value moves to the agent that uses it.
    pub fn put<H: Send + 'static>(&self, key: Key<H>, value: H) {
        *self.lock(key.index) = Entry::One(Box::new(value));
    }

    /// So many agents hold the value together.
    pub fn share<H: Send + Sync + 'static>(&self, key: Key<H>, agents: usize, value: H) {
        *self.lock(key.index) = Entry::Many(Arc::new(value), agents);
    }

    /// The value, for the agent that uses it.
    ///
    /// # Panics
    /// Never in an expansion.
    pub fn take<H: 'static>(&self, key: Key<H>) -> H {
        let entry = std::mem::replace(&mut *self.lock(key.index), Entry::Empty);
        match entry {
            Entry::One(value) => value.downcast().map_or_else(|_| unreachable!("{THERE}"), |value| *value),
            _ => unreachable!("{THERE}"),
        }
    }

    /// A handle to the value for one of the agents. Nothing is kept for after the last of them.
    ///
    /// # Panics
    /// Never in an expansion.
    pub fn get<H: Send + Sync + 'static>(&self, key: Key<H>) -> Arc<H> {
        let value = {
            let mut entry = self.lock(key.index);
            match std::mem::replace(&mut *entry, Entry::Empty) {
                Entry::Many(value, 1) => value,
                Entry::Many(value, left) => {
                    *entry = Entry::Many(Arc::clone(&value), left - 1);
                    value
                }
                _ => unreachable!("{THERE}"),
            }
        };
        value.downcast().unwrap_or_else(|_| unreachable!("{THERE}"))
    }
}
