//! Where the values of a collection wait for each other, and are not lost when the rest of it is cancelled.

use std::any::Any;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Scope;

/// The values of a collection that are there, each in its place.
pub(crate) struct Basket<A>(Mutex<Vec<Option<A>>>);

impl<A: Send + 'static> Basket<A> {
    /// An empty one. If something around this part of the run keeps what is finished, it will look in there.
    pub(crate) fn in_scope(scope: &Scope) -> Arc<Self> {
        let basket = Arc::new(Basket(Mutex::default()));
        for baskets in scope.carried::<Baskets>() {
            baskets.add(Arc::clone(&basket) as Arc<dyn Kept>);
        }
        basket
    }

    pub(crate) fn put(&self, index: usize, value: A) {
        let mut values = lock(&self.0);
        if values.len() <= index {
            values.resize_with(index + 1, || None);
        }
        values[index] = Some(value);
    }

    /// All values that are there, in their order.
    pub(crate) fn take(&self) -> Vec<A> {
        let values = std::mem::take(&mut *lock(&self.0));
        values.into_iter().flatten().collect()
    }
}

/// A basket, whatever is in it.
trait Kept: Send + Sync {
    /// All that is there, as a `Vec` of its type.
    fn take_all(&self) -> Box<dyn Any + Send>;
}

impl<A: Send + 'static> Kept for Basket<A> {
    fn take_all(&self) -> Box<dyn Any + Send> {
        Box::new(self.take())
    }
}

/// The baskets of all collections in a part of a run.
#[derive(Default)]
pub(crate) struct Baskets(Mutex<Vec<Arc<dyn Kept>>>);

impl Baskets {
    fn add(&self, basket: Arc<dyn Kept>) {
        // Dropped when the lock is open again: the values of a collection that was cancelled are a user's.
        let _over: Vec<_>;
        let mut baskets = lock(&self.0);
        // Nobody but this has the basket of a collection that is over. Looking only when the list would grow costs nothing.
        if baskets.len() == baskets.capacity() {
            _over = baskets.extract_if(.., |basket| Arc::strong_count(basket) == 1).collect();
        }
        baskets.push(basket);
    }

    /// The values of all collections, a `Vec` for each.
    pub(crate) fn take(&self) -> Vec<Box<dyn Any + Send>> {
        let baskets = std::mem::take(&mut *lock(&self.0));
        baskets.into_iter().map(|basket| basket.take_all()).collect()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
