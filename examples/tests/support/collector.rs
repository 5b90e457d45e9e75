//! A collector of OpenTelemetry on this machine, for tests.

use std::collections::HashMap;
use std::io::{self, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread::{self, JoinHandle};

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue, any_value::Value};
use opentelemetry_proto::tonic::trace::v1::{Span, span::Event};
use prost::Message as _;

use super::http::Request;

/// A running collector.
pub(crate) struct Collector {
    address: SocketAddr,
    collecting: JoinHandle<Vec<ExportTraceServiceRequest>>,
}

impl Collector {
    /// Starts one on a free port.
    pub(crate) fn start() -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        // Whoever only connects, and sends nothing, ends it.
        let collecting =
            thread::spawn(move || listener.incoming().map_while(|stream| collect(&stream.ok()?)).collect());
        Ok(Collector { address, collecting })
    }

    /// What to give to `--otlp`.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What has come in, by the names of the programs.
    pub(crate) fn end(self) -> HashMap<String, Vec<Span>> {
        drop(TcpStream::connect(self.address));
        let requests = self.collecting.join().expect("what came in could be read");
        let mut spans: HashMap<String, Vec<Span>> = HashMap::new();
        for of_resource in requests.into_iter().flat_map(|request| request.resource_spans) {
            let attributes = of_resource.resource.unwrap_or_default().attributes;
            let program = text(&attributes, "service.name");
            let received = of_resource.scope_spans.into_iter().flat_map(|scope| scope.spans);
            spans.entry(program).or_default().extend(received);
        }
        spans
    }
}

/// One request.
fn collect(mut stream: &TcpStream) -> Option<ExportTraceServiceRequest> {
    let request = Request::read(stream).ok()?;
    if request.target.is_empty() {
        return None;
    }
    assert_eq!(request.target, "POST /v1/traces HTTP/1.1");
    assert!(request.headers.contains(&"content-type: application/x-protobuf".to_owned()), "{:?}", request.headers);
    write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").ok()?;
    Some(ExportTraceServiceRequest::decode(&*request.body).expect("it is a request to store spans"))
}

/// The text of an attribute; empty if it is not there.
pub(crate) fn text(attributes: &[KeyValue], key: &str) -> String {
    match value(attributes, key) {
        Some(Value::StringValue(text)) => text,
        _ => String::new(),
    }
}

/// What the agent has noted.
pub(crate) fn notes(span: &Span) -> Vec<(String, Option<Value>)> {
    let noted = span.events.iter().filter(|event| event.name == "noted");
    noted.map(|Event { attributes, .. }| (text(attributes, "key"), value(attributes, "value"))).collect()
}

fn value(attributes: &[KeyValue], key: &str) -> Option<Value> {
    let found = attributes.iter().find(|attribute| attribute.key == key)?;
    found.value.clone().and_then(|AnyValue { value }| value)
}
