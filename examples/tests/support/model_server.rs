//! An OpenAI-compatible endpoint on this machine, for tests: it answers rightly, or wrongly in one of
//! the ways that real ones do.

use std::io::{self, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use serde_json::{Value, json};

use super::http::Request;

/// How long a client may take to give up.
const LONGEST_STALL: Duration = Duration::from_secs(10);

/// What the endpoint does with every request.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Behaviour {
    /// Finds sections about `Rc` relevant, and answers from the first source.
    Right,
    /// Finds nothing relevant.
    NothingRelevant,
    /// Answers from a source that it was not given.
    CitesMissingSource,
    /// A model that writes prose where JSON was asked for.
    Prose,
    /// Some other web server.
    WebPage,
    /// HTTP 500 with the usual error object.
    ServerError,
    /// Takes the request and never answers.
    Stall,
    /// A model that always writes this.
    Says(&'static str),
}

/// A request that has come in.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    /// Method and path.
    pub(crate) target: String,
    /// The header lines, in lower case.
    pub(crate) headers: Vec<String>,
    /// The body, if it is JSON.
    pub(crate) body: Value,
}

/// A running endpoint; it stops when it is dropped.
pub(crate) struct ModelServer {
    address: SocketAddr,
    received: Arc<Mutex<Vec<Received>>>,
    stopping: Arc<AtomicBool>,
    acceptor: Option<JoinHandle<()>>,
}

impl ModelServer {
    /// Starts an endpoint on a free port.
    pub(crate) fn start(behaviour: Behaviour) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let received = Arc::new(Mutex::new(Vec::new()));
        let stopping = Arc::new(AtomicBool::new(false));
        let acceptor = {
            let (received, stopping) = (Arc::clone(&received), Arc::clone(&stopping));
            thread::spawn(move || accept(&listener, behaviour, &received, &stopping))
        };
        Ok(Self { address, received, stopping, acceptor: Some(acceptor) })
    }

    /// What to set `LLM_BASE_URL` to.
    pub(crate) fn base_url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// All requests so far.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for ModelServer {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::SeqCst);
        // Wakes the acceptor, which then sees that it is to stop.
        drop(TcpStream::connect(self.address));
        if let Some(acceptor) = self.acceptor.take() {
            // A panic in it has been printed; the test fails for want of an answer.
            let _ = acceptor.join();
        }
    }
}

/// An address at which nobody listens: its port was free a moment ago.
pub(crate) fn refused_base_url() -> io::Result<String> {
    let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    Ok(format!("http://{address}/v1"))
}

/// One thread for each connection: agents ask at the same time.
fn accept(listener: &TcpListener, behaviour: Behaviour, received: &Arc<Mutex<Vec<Received>>>, stopping: &AtomicBool) {
    for connection in listener.incoming() {
        if stopping.load(Ordering::SeqCst) {
            return;
        }
        let received = Arc::clone(received);
        thread::spawn(move || {
            // A client that goes away early is its own affair.
            let _ = connection.and_then(|stream| serve(stream, behaviour, &received));
        });
    }
}

/// One request, one answer, and the connection is closed.
fn serve(mut stream: TcpStream, behaviour: Behaviour, received: &Mutex<Vec<Received>>) -> io::Result<()> {
    let Request { target, headers, body } = Request::read(&stream)?;
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let request = Received { target, headers, body: body.clone() };
    received.lock().unwrap_or_else(PoisonError::into_inner).push(request);
    if matches!(behaviour, Behaviour::Stall) {
        // Until the client gives up: then there is nothing more to read. One that never does is let go
        // in the end, so that its test fails instead of hanging.
        stream.set_read_timeout(Some(LONGEST_STALL))?;
        return io::copy(&mut stream, &mut io::sink()).map(drop);
    }
    let (status, kind, answer) = answer(behaviour, &body);
    let length = answer.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{answer}"
    )
}

/// Status line, content type and body.
fn answer(behaviour: Behaviour, request: &Value) -> (&'static str, &'static str, String) {
    const JSON: &str = "application/json";
    let says = |content: &str| ("200 OK", JSON, completion(content));
    match behaviour {
        Behaviour::Right => says(&right_answer(request, true, 1).to_string()),
        Behaviour::NothingRelevant => says(&right_answer(request, false, 1).to_string()),
        Behaviour::CitesMissingSource => says(&right_answer(request, true, 99).to_string()),
        Behaviour::Prose => says("Sure! Here is what I think: {\"relevant\": tr"),
        Behaviour::WebPage => ("200 OK", "text/html", "<html><body>It works!</body></html>".to_owned()),
        Behaviour::ServerError => {
            let error = json!({ "error": { "message": "the model has run out of memory", "type": "server_error" } });
            ("500 Internal Server Error", JSON, error.to_string())
        }
        Behaviour::Says(content) => says(content),
        Behaviour::Stall => ("204 No Content", JSON, String::new()),
    }
}

/// What fits the schema that the request names.
fn right_answer(request: &Value, relevant: bool, source: usize) -> Value {
    match request.pointer("/response_format/json_schema/name").and_then(Value::as_str) {
        Some("Verdict") => {
            let question = request.pointer("/messages/1/content").and_then(Value::as_str).unwrap_or_default();
            let about_rc = question.contains("Rc");
            json!({ "reason": "It speaks of the counter.", "relevant": relevant && about_rc })
        }
        Some("Synthesis") => {
            json!({ "answer": "Because its counter is not atomic [1].", "cited": [source] })
        }
        Some("Mistakes") => {
            json!({ "mistakes": [{ "line": 2, "severity": "warning", "text": "The sum may overflow." }] })
        }
        Some("Judgement") => json!({ "risk": "It trusts its callers." }),
        _ => json!({ "error": "the request names no schema" }),
    }
}

fn completion(content: &str) -> String {
    json!({
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "choices": [{ "index": 0, "finish_reason": "stop", "message": { "role": "assistant", "content": content } }],
    })
    .to_string()
}
