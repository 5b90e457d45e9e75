//! Where the values of a collection wait for each other, and are not lost when the rest of it is cancelled.

use std::any::Any;
use std::sync::{Arc, PoisonError};

use super::Scope;
use crate::sync::atomic::{AtomicBool, Ordering};
use crate::sync::{Mutex, MutexGuard};

/// The values of a collection that are there, each in its place.
pub(crate) struct Basket<A> {
    /// In sections, so that the threads that bring values seldom meet: so many neighbours in the first, the next in the
    /// second, and in the end again in the first.
    sections: Box<[Mutex<Vec<Option<A>>>]>,
    /// Who keeps them when the rest of the collection is cancelled.
    keepers: Vec<Arc<Baskets>>,
}

/// So many neighbours are beside each other in a section.
const NEIGHBOURS: usize = 16;

impl<A: Send + 'static> Basket<A> {
    /// An empty one. If something around this part of the run keeps what is finished, it will look in there.
    pub(crate) fn in_scope(scope: &Scope, sections: usize) -> Arc<Self> {
        let basket = Basket::new(sections, scope.carried_in_run::<Arc<Baskets>>().cloned().collect());
        for keeper in &basket.keepers {
            keeper.add(Arc::clone(&basket) as Arc<dyn Kept>);
        }
        basket
    }

    /// An empty one that nobody will look into.
    pub(super) fn unkept(sections: usize) -> Arc<Self> {
        Basket::new(sections, Vec::new())
    }

    fn new(sections: usize, keepers: Vec<Arc<Baskets>>) -> Arc<Self> {
        let sections = (0..sections.max(1)).map(|_| Mutex::default()).collect();
        Arc::new(Basket { sections, keepers })
    }

    /// Whether somebody keeps what is finished. Else values may come together, when all of a section are there.
    pub(super) fn is_kept(&self) -> bool {
        !self.keepers.is_empty()
    }

    /// All values of a section.
    pub(super) fn fill(&self, section: usize, values: Vec<Option<A>>) {
        *lock(&self.sections[section]) = values;
    }

    pub(crate) fn put(&self, index: usize, value: A) {
        let (neighbours, place) = (index / NEIGHBOURS, index % NEIGHBOURS);
        let place = neighbours / self.sections.len() * NEIGHBOURS + place;
        let mut values = lock(&self.sections[neighbours % self.sections.len()]);
        if values.len() <= place {
            values.resize_with(place + 1, || None);
        }
        values[place] = Some(value);
    }

    /// All values that are there, in their order; `None` if a keeper wants them: whoever asks is about to be cancelled.
    pub(crate) fn take(&self) -> Option<Vec<A>> {
        let is_kept = self.keepers.iter().any(|keeper| keeper.is_closing.load(Ordering::Acquire));
        (!is_kept).then(|| self.empty())
    }

    fn empty(&self) -> Vec<A> {
        let sections = self.sections.iter().map(|section| std::mem::take(&mut *lock(section)).into_iter());
        let mut sections: Vec<_> = sections.collect();
        let mut values = Vec::with_capacity(sections.iter().map(ExactSizeIterator::len).sum());
        while sections.iter().any(|section| section.len() > 0) {
            for section in &mut sections {
                values.extend(section.by_ref().take(NEIGHBOURS).flatten());
            }
        }
        values
    }
}

/// A basket, whatever is in it.
trait Kept: Send + Sync {
    /// All that is there, as a `Vec` of its type.
    fn take_all(&self) -> Box<dyn Any + Send>;
}

impl<A: Send + 'static> Kept for Basket<A> {
    fn take_all(&self) -> Box<dyn Any + Send> {
        Box::new(self.empty())
    }
}

/// The baskets of all collections in a part of a run.
#[derive(Default)]
pub(crate) struct Baskets {
    all: Mutex<Vec<Arc<dyn Kept>>>,
    is_closing: AtomicBool,
}

impl Baskets {
    fn add(&self, basket: Arc<dyn Kept>) {
        // Dropped when the lock is open again: the values of a collection that was cancelled are a user's.
        let _over: Vec<_>;
        let mut baskets = lock(&self.all);
        // Nobody but this has the basket of a collection that is over. Looking only when the list would grow costs nothing.
        if baskets.len() == baskets.capacity() {
            _over = baskets.extract_if(.., |basket| Arc::strong_count(basket) == 1).collect();
        }
        baskets.push(basket);
    }

    /// From now on the values stay where they are: this part of the run is about to be cancelled.
    pub(crate) fn close(&self) {
        self.is_closing.store(true, Ordering::Release);
    }

    /// The values of all collections, a `Vec` for each.
    pub(crate) fn take(&self) -> Vec<Box<dyn Any + Send>> {
        let baskets = std::mem::take(&mut *lock(&self.all));
        baskets.into_iter().map(|basket| basket.take_all()).collect()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
