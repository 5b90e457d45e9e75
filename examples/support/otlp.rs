//! Spans for a collector of OpenTelemetry.

use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::registry::Registry;

use super::note::note;
use super::outcome::Failure;

/// Sends spans by HTTP, in batches, from a thread of its own.
pub(crate) struct Exporter(SdkTracerProvider);

impl Exporter {
    /// To the collector at this address, such as `http://localhost:4318`.
    pub(crate) fn to(collector: &str) -> Result<Self, Failure> {
        // As for models: an error says that a provider is installed already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = SpanExporter::builder().with_http().with_protocol(Protocol::HttpBinary);
        let exporter = http.with_endpoint(format!("{collector}/v1/traces")).build().map_err(Failure::usage)?;
        let program = Resource::builder().with_service_name(env!("CARGO_BIN_NAME")).build();
        let provider = SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(program).build();
        let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("agentflow"));
        // What the sending itself logs is not of interest.
        let agents = Targets::new().with_target("agentflow", Level::DEBUG);
        let subscriber = Registry::default().with(layer.with_filter(agents));
        tracing::subscriber::set_global_default(subscriber).map_err(Failure::usage)?;
        Ok(Self(provider))
    }

    /// Sends what has not been sent yet. That it can't is no reason to lose an answer.
    pub(crate) fn finish(&self) {
        if let Err(error) = self.0.force_flush() {
            note("warning", format!("the spans cannot be sent: {error}"));
        }
    }
}
