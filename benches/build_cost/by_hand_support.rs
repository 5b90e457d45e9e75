//! What a flow that is written by hand with tokio needs, and tokio does not have.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::task::{JoinHandle, spawn, spawn_blocking};

use crate::Failure;

/// A task that is cancelled with whoever waits for it.
pub struct Started<T>(JoinHandle<Result<T, Failure>>);

/// Starts it at once.
pub fn start<T: Send + 'static>(future: impl Future<Output = Result<T, Failure>> + Send + 'static) -> Started<T> {
    Started(spawn(future))
}

impl<T> Future for Started<T> {
    type Output = Result<T, Failure>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let ended = ready!(Pin::new(&mut self.0).poll(cx));
        Poll::Ready(ended.unwrap_or(Err(Failure("cancelled"))))
    }
}

impl<T> Drop for Started<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Computes on another thread.
pub async fn compute<T: Send + 'static>(f: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    spawn_blocking(f).await.map_err(|_| Failure("panicked"))
}
