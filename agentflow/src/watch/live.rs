//! The agents of a run in the terminal, while they run.

mod board;
mod lines;
mod screen;

use std::io::{self, IsTerminal};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use console::Term;
use indicatif::TermLike;

use super::{Event, Observer};
use board::Board;
use screen::Screen;

/// The view is drawn so often, however much happens.
const INTERVAL: Duration = Duration::from_millis(100);

/// Shows a run in the terminal: a line for each agent while it runs, with its time, its tries, how many of its own agents have
/// ended, and the last thing that it [noted](super::note). If there are more than fit, the rest is counted (feature `live`).
///
/// The lines are redrawn ten times a second by a thread of their own, and gone before the run gives its value, or when it is
/// dropped. A clone is the same view; it is of one run at a time.
///
/// ```
/// use agentflow::watch::Live;
/// use agentflow::workflow;
///
/// fn double(n: u32) -> u32 { n * 2 }
///
/// let plan = workflow! { par { a = double(1); b = double(2) } => a + b };
/// assert_eq!(plan.watched(Live::stderr()).await_result(), 6);
/// ```
#[derive(Clone, Debug)]
pub struct Live(Option<Arc<View>>);

#[derive(Debug)]
struct View {
    state: Mutex<State>,
    /// Rings at the end of a run.
    end: Condvar,
    screen: Mutex<Screen>,
}

#[derive(Default, Debug)]
struct State {
    /// Of the run that is under way.
    board: Option<Board>,
    /// Whether there is a thread that draws.
    drawn: bool,
}

impl Live {
    /// A view on stderr; none, if that is no terminal.
    #[must_use]
    pub fn stderr() -> Self {
        if io::stderr().is_terminal() { Live::on(Term::buffered_stderr()) } else { Live(None) }
    }

    /// A view on another terminal, such as that of indicatif for tests.
    #[must_use]
    pub fn on(terminal: impl TermLike + 'static) -> Self {
        let screen = Mutex::new(Screen::of(Box::new(terminal)));
        Live(Some(Arc::new(View { state: Mutex::default(), end: Condvar::new(), screen })))
    }

    /// Takes the lines away while `f` writes to the same terminal.
    pub fn suspend<R>(&self, f: impl FnOnce() -> R) -> R {
        let mut screen = self.0.as_ref().map(|view| lock(&view.screen));
        if let Some(screen) = &mut screen {
            screen.clear();
        }
        f()
    }
}

impl Observer for Live {
    fn event(&self, event: &Event) {
        let Some(view) = &self.0 else { return };
        let mut state = lock(&view.state);
        state.board.get_or_insert_with(|| Board::new(event.at)).hear(event);
        if !state.drawn {
            let view = Arc::clone(view);
            // Where the system has no thread for it, there is nothing to see.
            state.drawn = true;
            let _ = thread::Builder::new().name("agentflow-live".to_owned()).spawn(move || view.keep_drawing());
        }
    }

    fn ended(&self) {
        let Some(view) = &self.0 else { return };
        lock(&view.state).board = None;
        view.end.notify_all();
        lock(&view.screen).clear();
    }
}

impl View {
    /// Draws until no run is under way.
    fn keep_drawing(&self) {
        let mut state = lock(&self.state);
        while state.board.is_some() {
            state = self.end.wait_timeout(state, INTERVAL).unwrap_or_else(PoisonError::into_inner).0;
            drop(state);
            self.draw();
            state = lock(&self.state);
        }
        state.drawn = false;
    }

    /// Agents are not held up by a slow terminal: what they do to the state is never waiting for the screen.
    fn draw(&self) {
        let mut screen = lock(&self.screen);
        let (rows, columns) = screen.size();
        let lines = lock(&self.state).board.as_ref().map(|board| board.lines(rows, columns, Instant::now()));
        screen.draw(&lines.unwrap_or_default());
    }
}

/// No user code runs while they are locked, but for `suspend`.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
