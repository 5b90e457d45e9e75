//! A language model behind any OpenAI-compatible endpoint: `OpenAI`, Ollama, llama.cpp, vLLM.
//!
//! Plain `reqwest` and six small types rather than a client crate: those demand fields that compatible
//! servers leave out, and retry for minutes by themselves.

mod error;
mod settings;
mod wire;

use std::fmt;
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use reqwest::{Client, Url, redirect};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value;

use error::{Fault, advice, error_message, quoted, root_cause};
use settings::Settings;
use wire::{Completion, parse_answer, request};

pub(crate) use error::ModelError;
pub(crate) use settings::{ConfigError, ENVIRONMENT};

/// A model and how to reach it. A clone shares its connections.
#[derive(Clone)]
pub(crate) struct Model {
    client: Client,
    completions: Url,
    base_url: String,
    name: String,
    timeout: Duration,
}

/// `llama3.1 at http://localhost:11434/v1`
impl fmt::Display for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}", self.name, self.base_url)
    }
}

impl Model {
    /// The model that `LLM_BASE_URL`, `LLM_MODEL`, `LLM_API_KEY` and `LLM_TIMEOUT` describe; `None` if
    /// none of the first three is set. Nothing is sent yet.
    pub(crate) fn from_env() -> Result<Option<Self>, ConfigError> {
        Settings::from_env()?.map(Self::new).transpose()
    }

    fn new(settings: Settings) -> Result<Self, ConfigError> {
        let Settings { base_url, name, key, timeout } = settings;
        let completions = Url::parse(&format!("{base_url}/chat/completions"))
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https"))
            .ok_or_else(|| ConfigError::BaseUrl { base_url: base_url.clone() })?;
        let client = client(&completions, key.as_deref(), timeout)?;
        Ok(Self { client, completions, base_url, name, timeout })
    }

    /// One question, one answer of type `T`: its JSON schema goes along, and the answer must fit it. The comments on `T`
    /// and on its fields go into the schema, so the model reads them; `task` says what it is to do.
    pub(crate) async fn ask<T: DeserializeOwned + JsonSchema>(
        &self,
        task: &str,
        question: String,
    ) -> Result<T, ModelError> {
        let content = self.complete(&request::<T>(&self.name, task, &question)).await;
        content.and_then(|content| parse_answer(&content)).map_err(|fault| self.error(fault))
    }

    /// Sends a request and takes the text out of the response.
    async fn complete(&self, request: &Value) -> Result<String, Fault> {
        let fault = |source: reqwest::Error| {
            if source.is_timeout() {
                let seconds = self.timeout.as_secs_f64();
                Fault::Timeout { seconds, source }
            } else {
                let cause = root_cause(&source);
                Fault::Unreachable { cause, source }
            }
        };
        let response = self.client.post(self.completions.clone()).json(request).send().await.map_err(fault)?;
        let status = response.status();
        let body = response.text().await.map_err(fault)?;
        if !status.is_success() {
            return Err(Fault::Status { status, message: error_message(&body), advice: advice(status) });
        }
        let completion: Completion =
            serde_json::from_str(&body).map_err(|source| Fault::NotACompletion { body: quoted(&body), source })?;
        completion.text()
    }

    fn error(&self, fault: Fault) -> ModelError {
        ModelError::new(self.to_string(), fault)
    }
}

/// A client that gives up in time and sends nothing a second time.
fn client(url: &Url, key: Option<&str>, timeout: Duration) -> Result<Client, ConfigError> {
    // `ring` builds with the C compiler that links Rust programs; the default provider wants more and
    // takes 20 s longer. An error says that a provider is installed already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut headers = HeaderMap::new();
    if let Some(key) = key {
        let mut value = HeaderValue::try_from(format!("Bearer {key}")).map_err(|_| ConfigError::Key)?;
        value.set_sensitive(true);
        headers.insert(AUTHORIZATION, value);
    }
    let mut builder = Client::builder().default_headers(headers).timeout(timeout).redirect(redirect::Policy::none());
    if url.scheme() == "http" {
        // A local endpoint must work on a machine that has no certificates.
        builder = builder.tls_certs_only([]);
    }
    builder.build().map_err(|source| ConfigError::Client { cause: root_cause(&source), source })
}
