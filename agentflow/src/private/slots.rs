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

/// What is there instead is dropped here, and not where each type of value is asked for.
#[cold]
#[inline(never)]
fn not_there<T>(_instead: T) -> ! {
    unreachable!("{THERE}")
}

/// The place of a value, and its type. It takes no memory, so the closures of agents take none.
pub struct Key<H, const INDEX: usize>(PhantomData<fn() -> H>);

impl<H, const INDEX: usize> Clone for Key<H, INDEX> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<H, const INDEX: usize> Copy for Key<H, INDEX> {}

/// The place of a value. What type it has is said by those who use it.
pub fn key<H, const INDEX: usize>() -> Key<H, INDEX> {
    Key(PhantomData)
}

/// A value for each name that the block binds, and that of the block.
pub struct Slots(Box<[Mutex<Entry>]>);

enum Entry {
    Empty,
    /// For the one agent that uses it.
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
    #[inline]
    pub fn put<H: Send + 'static, const INDEX: usize>(&self, _key: Key<H, INDEX>, value: H) {
        self.put_at(INDEX, value);
    }

    /// So many agents hold the value together.
    #[inline]
    pub fn share<H: Send + Sync + 'static, const INDEX: usize>(&self, _key: Key<H, INDEX>, agents: usize, value: H) {
        self.leave(INDEX, Entry::Many(Arc::new(value), agents));
    }

    /// The value, for the agent that uses it.
    ///
    /// # Panics
    /// Never in an expansion.
    #[inline]
    pub fn take<H: 'static, const INDEX: usize>(&self, _key: Key<H, INDEX>) -> H {
        self.take_at(INDEX)
    }

    /// A handle to the value for one of the agents. Nothing is kept for after the last of them.
    ///
    /// # Panics
    /// Never in an expansion.
    #[inline]
    pub fn get<H: Send + Sync + 'static, const INDEX: usize>(&self, _key: Key<H, INDEX>) -> Arc<H> {
        self.one_of(INDEX).downcast().unwrap_or_else(|instead| not_there(instead))
    }

    /// The same for an agent that only looks at the value.
    #[inline]
    pub fn look<H, const INDEX: usize>(&self, _key: Key<H, INDEX>) -> Look<H> {
        Look { value: self.one_of(INDEX), of: PhantomData }
    }

    /// The value of the block.
    pub(super) fn put_last<H: Send + 'static>(&self, value: H) {
        self.put_at(self.0.len() - 1, value);
    }

    /// The same, for whoever runs the block.
    pub(super) fn take_last<H: 'static>(&self) -> H {
        self.take_at(self.0.len() - 1)
    }

    fn put_at<H: Send + 'static>(&self, index: usize, value: H) {
        self.leave(index, Entry::One(Box::new(value)));
    }

    fn take_at<H: 'static>(&self, index: usize) -> H {
        *self.only(index).downcast().unwrap_or_else(|instead| not_there(instead))
    }

    fn leave(&self, index: usize, entry: Entry) {
        *self.lock(index) = entry;
    }

    fn only(&self, index: usize) -> Box<dyn Any + Send> {
        match std::mem::replace(&mut *self.lock(index), Entry::Empty) {
            Entry::One(value) => value,
            instead => not_there(instead),
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
            instead => not_there(instead),
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

    #[inline(never)]
    fn deref(&self) -> &H {
        self.value.downcast_ref().unwrap_or_else(|| not_there(()))
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
