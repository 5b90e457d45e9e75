//! The values of one run of a graph. Their types are known to the agents that put and take them, and to nobody else: a type
//! that listed them all would be a part of the type of each agent, and a program with many agents too large to link.

use std::any::Any;
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::{Arc, PoisonError};

use super::hold::Hold;
use crate::sync::{Mutex, MutexGuard};

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

/// A value for each name that the block binds, and that of the block.
pub struct Slots(Box<[Mutex<Entry>]>);

enum Entry {
    Empty,
    /// For the one agent that uses it: an `Option` that it is taken out of.
    One(Box<dyn Any + Send>),
    /// For so many that have not come yet.
    Many(Arc<dyn Any + Send + Sync>, usize),
}

impl Slots {
    pub(super) fn empty(names: usize) -> Self {
        Slots((0..=names).map(|_| Mutex::new(Entry::Empty)).collect())
    }

    fn lock(&self, index: usize) -> MutexGuard<'_, Entry> {
        self.0[index].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The value moves to the agent that uses it.
    pub fn put<H: Send + 'static>(&self, key: Key<H>, value: H) {
        self.leave(key.index, Entry::One(Box::new(Some(value))));
    }

    /// The value of the block.
    pub(super) fn put_last<H: Send + 'static>(&self, value: H) {
        self.put(key(self.0.len() - 1), value);
    }

    /// The same, for whoever runs the block.
    pub(super) fn take_last<H: 'static>(&self) -> H {
        self.take(key(self.0.len() - 1))
    }

    /// So many agents hold the value together.
    pub fn share<H: Send + Sync + 'static>(&self, key: Key<H>, agents: usize, value: H) {
        self.leave(key.index, Entry::Many(Arc::new(value), agents));
    }

    /// The value, for the agent that uses it.
    ///
    /// # Panics
    /// Never in an expansion.
    pub fn take<H: 'static>(&self, key: Key<H>) -> H {
        let mut value = self.only(key.index);
        let value = value.downcast_mut::<Option<H>>().and_then(Option::take);
        value.expect(THERE)
    }

    /// A handle to the value for one of the agents. Nothing is kept for after the last of them.
    ///
    /// # Panics
    /// Never in an expansion.
    pub fn get<H: Send + Sync + 'static>(&self, key: Key<H>) -> Arc<H> {
        self.one_of(key.index).downcast().unwrap_or_else(|_| unreachable!("{THERE}"))
    }

    /// The same for an agent that only looks at the value.
    pub fn look<H>(&self, key: Key<H>) -> Look<H> {
        Look { value: self.one_of(key.index), of: PhantomData }
    }

    fn leave(&self, index: usize, entry: Entry) {
        *self.lock(index) = entry;
    }

    fn only(&self, index: usize) -> Box<dyn Any + Send> {
        match std::mem::replace(&mut *self.lock(index), Entry::Empty) {
            Entry::One(value) => value,
            _ => unreachable!("{THERE}"),
        }
    }

    fn one_of(&self, index: usize) -> Arc<dyn Any + Send + Sync> {
        let mut entry = self.lock(index);
        match std::mem::replace(&mut *entry, Entry::Empty) {
            Entry::Many(value, 1) => value,
            Entry::Many(value, left) => {
                *entry = Entry::Many(Arc::clone(&value), left - 1);
                value
            }
            _ => unreachable!("{THERE}"),
        }
    }
}

/// A value that is looked at. Who drops it need not know its type.
pub struct Look<H> {
    value: Arc<dyn Any + Send + Sync>,
    of: PhantomData<fn() -> H>,
}

impl<H: 'static> Deref for Look<H> {
    type Target = H;

    fn deref(&self) -> &H {
        self.value.downcast_ref().expect(THERE)
    }
}

impl<H: Hold + 'static> Hold for Look<H> {
    type Value = H::Value;

    fn get(&self) -> &H::Value {
        (**self).get()
    }

    fn into_inner(self) -> H::Value {
        unreachable!("what is shared is looked at only")
    }
}
