//! The thread that writes. What comes while it commits goes together into the next commit.

use std::future::Future;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};

use futures_channel::oneshot;
use redb::Database;

use super::entry::{BegunEntry, CallEntry};
use super::file::File;
use super::store::unharmed;
use super::table::{BEGUN, CALLS};

pub(super) struct Writer {
    inbox: Inbox,
    thread: Option<JoinHandle<()>>,
}

/// Something to write; `None` says that nobody will read what would come after this.
type Message = Option<Order>;

pub(super) enum Line {
    /// An effect begins.
    Begun(BegunEntry),
    /// An agent has ended.
    Ended(CallEntry),
}

struct Order {
    run: Arc<str>,
    line: Line,
    done: oneshot::Sender<Result<(), String>>,
}

/// Where what is to be written is brought.
#[derive(Clone)]
pub(super) struct Inbox(Sender<Message>);

impl Writer {
    pub(super) fn start(file: Arc<File>) -> std::io::Result<Self> {
        let (sender, inbox) = mpsc::channel();
        let thread = thread::Builder::new().name("agentflow-journal".to_owned());
        let thread = thread.spawn(move || write_all(&file, &inbox))?;
        Ok(Writer { inbox: Inbox(sender), thread: Some(thread) })
    }

    pub(super) fn inbox(&self) -> Inbox {
        self.inbox.clone()
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        let _it_has_ended = self.inbox.0.send(None);
        if let Some(thread) = self.thread.take() {
            let _it_panicked = thread.join();
        }
    }
}

impl Inbox {
    /// Has it written, also if nobody waits for that. Comes back when it is on the disk.
    pub(super) fn write(&self, run: Arc<str>, line: Line) -> impl Future<Output = Result<(), String>> + use<> {
        let (done, is_done) = oneshot::channel();
        let _closed = self.0.send(Some(Order { run, line, done }));
        async { is_done.await.unwrap_or_else(|_| Err("the journal is closed".to_owned())) }
    }
}

fn write_all(file: &Database, inbox: &Receiver<Message>) {
    /// More would keep the first of them waiting.
    const AT_ONCE: usize = 4_096;
    while let Ok(Some(first)) = inbox.recv() {
        let mut is_over = false;
        let mut orders = vec![first];
        for message in inbox.try_iter().take(AT_ONCE) {
            match message {
                Some(order) => orders.push(order),
                None => is_over = true,
            }
        }
        let result = unharmed(|| write(file, &orders).map_err(|error| error.to_string())).and_then(|result| result);
        for order in orders {
            // Whoever waited may have been cancelled.
            let _nobody_waits = order.done.send(result.clone());
        }
        if is_over {
            return;
        }
    }
}

fn write(file: &Database, orders: &[Order]) -> Result<(), redb::Error> {
    let transaction = file.begin_write()?;
    {
        let (mut calls, mut begun) = (transaction.open_table(CALLS)?, None);
        for Order { run, line, .. } in orders {
            match line {
                Line::Ended(entry) => drop(calls.insert((&**run, entry.id.to_bytes()), entry.row(run))?),
                Line::Begun(entry) => {
                    let table = match &mut begun {
                        Some(table) => table,
                        None => begun.insert(transaction.open_table(BEGUN)?),
                    };
                    table.insert((&**run, entry.id.to_bytes()), entry.row(run))?;
                }
            }
        }
    }
    transaction.commit()?;
    Ok(())
}
