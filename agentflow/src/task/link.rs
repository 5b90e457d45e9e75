//! A counted pointer to a node whose drop uses no stack, however long the chain behind it.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use super::{Kind, Node};
use crate::sync::thread_local;

/// Drops nest this deep before the rest is queued.
const DEPTH: u32 = 128;

/// A shared node. `None` only after it was taken.
///
/// In this order, which is that of a [`Ready`](super::Ready) value, rustc moves a task in whole words.
#[repr(C)]
pub(crate) struct Link<A> {
    kind: Kind,
    node: Option<Arc<dyn Node<A>>>,
}

impl<A> Link<A> {
    pub(crate) fn new(node: Arc<dyn Node<A>>, kind: Kind) -> Self {
        Link { node: Some(node), kind }
    }

    /// What is left where a link was taken out of a node.
    pub(crate) fn taken() -> Self {
        Link { node: None, kind: Kind::Inline }
    }

    pub(crate) fn take(&mut self) -> Self {
        std::mem::replace(self, Link::taken())
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    pub(crate) fn node(&self) -> Option<&Arc<dyn Node<A>>> {
        self.node.as_ref()
    }

    /// The node; `None` never comes back from a link that is still part of a description.
    pub(crate) fn take_node(&mut self) -> Option<Arc<dyn Node<A>>> {
        self.node.take()
    }
}

impl<A> Clone for Link<A> {
    #[inline]
    fn clone(&self) -> Self {
        Link { node: self.node.clone(), kind: self.kind }
    }
}

thread_local! {
    static NESTED: Cell<u32> = const { Cell::new(0) };
    /// Whatever was too deep to be dropped where it stood. Type-erased without an allocation an element.
    static QUEUE: RefCell<Vec<Arc<dyn Erased>>> = const { RefCell::new(Vec::new()) };
}

/// What the queue needs to know of a node: nothing but how to drop it.
pub(crate) trait Erased: Send + Sync {}
impl<T: Send + Sync + ?Sized> Erased for T {}

impl<A> Drop for Link<A> {
    #[inline]
    fn drop(&mut self) {
        // Nearly all links are empty by then: their nodes have run.
        if let Some(node) = self.node.take() {
            drop_node(node);
        }
    }
}

#[inline(never)]
fn drop_node(node: Arc<dyn Erased>) {
    // Where somebody else holds it, too, no nested drop will follow.
    if Arc::strong_count(&node) == 1 {
        drop_last(node);
    }
}

#[inline(never)]
fn drop_last(node: Arc<dyn Erased>) {
    let mut node = Some(node);
    // A thread that is going away has no queue any more: then the stack has to do.
    let _ = NESTED.try_with(|nested| match nested.get() {
        DEPTH.. => drop(QUEUE.try_with(|queue| queue.borrow_mut().extend(node.take()))),
        0 => {
            let _level = Level::enter(nested);
            drop(node.take());
            drain_queue();
        }
        _ => {
            let _level = Level::enter(nested);
            drop(node.take());
        }
    });
}

fn drain_queue() {
    // The queue must not be borrowed while a node drops: that drop may queue more.
    while let Ok(Some(node)) = QUEUE.try_with(|queue| queue.borrow_mut().pop()) {
        drop(node);
    }
}

/// Counts one nested drop, also when the drop of a user's value panics.
struct Level<'a>(&'a Cell<u32>);

impl<'a> Level<'a> {
    fn enter(nested: &'a Cell<u32>) -> Self {
        nested.set(nested.get() + 1);
        Level(nested)
    }
}

impl Drop for Level<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}
