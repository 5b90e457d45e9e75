//! A language model behind any OpenAI-compatible endpoint: `OpenAI`, Ollama, llama.cpp, vLLM.
//!
//! Plain `reqwest` and six small types rather than a client crate: those demand fields that compatible
//! servers leave out, and retry for minutes by themselves.

use std::env::{self, VarError};
use std::fmt::{self, Write as _};
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use reqwest::{Client, StatusCode, Url, redirect};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use thiserror::Error;

use crate::index::Hit;

/// How long one answer may take if `LLM_TIMEOUT` does not say.
const DEFAULT_TIMEOUT: Duration = Duration::from_mins(1);

/// How much of a section the model is shown.
const SHOWN_BYTES: usize = 3000;

/// How much of a wrong answer an error message shows.
const QUOTED_CHARS: usize = 160;

// The comments on the two answers and on their fields go into the schema: the model reads them.

/// Whether a section is of use.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Verdict {
    /// One sentence: what the section says about the question.
    pub reason: String,
    /// Whether the section helps to answer the question.
    pub relevant: bool,
}

/// The answer to the question.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Synthesis {
    /// The answer in a few sentences, from the sources only, each followed by its source's number as [1].
    pub answer: String,
    /// The numbers of the sources that the answer rests on.
    pub cited: Vec<usize>,
}

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
        let base_url = variable("LLM_BASE_URL")?;
        let name = variable("LLM_MODEL")?;
        let key = variable("LLM_API_KEY")?;
        let (base_url, name) = match (base_url, name) {
            (Some(base_url), Some(name)) => (base_url, name),
            (Some(_), None) => {
                return Err(ConfigError::HalfSet {
                    set: "LLM_BASE_URL",
                    missing: "LLM_MODEL",
                });
            }
            (None, Some(_)) => {
                return Err(ConfigError::HalfSet {
                    set: "LLM_MODEL",
                    missing: "LLM_BASE_URL",
                });
            }
            (None, None) if key.is_some() => {
                return Err(ConfigError::HalfSet {
                    set: "LLM_API_KEY",
                    missing: "LLM_BASE_URL",
                });
            }
            (None, None) => return Ok(None),
        };
        let timeout =
            variable("LLM_TIMEOUT")?.map_or(Ok(DEFAULT_TIMEOUT), |text| seconds(&text))?;
        Self::new(&base_url, name, key.as_deref(), timeout).map(Some)
    }

    fn new(
        base_url: &str,
        name: String,
        key: Option<&str>,
        timeout: Duration,
    ) -> Result<Self, ConfigError> {
        let base_url = base_url.trim_end_matches('/').to_owned();
        let completions = format!("{base_url}/chat/completions");
        let completions = Url::parse(&completions)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https"))
            .ok_or_else(|| ConfigError::BaseUrl {
                base_url: base_url.clone(),
            })?;
        let client = client(&completions, key, timeout)?;
        Ok(Self {
            client,
            completions,
            base_url,
            name,
            timeout,
        })
    }

    /// Asks whether a section helps to answer the question.
    pub(crate) async fn relevant(&self, topic: &str, hit: &Hit) -> Result<Verdict, ModelError> {
        let task = "You judge whether a section of a documentation helps to answer a question.";
        self.ask(task, format!("Question: {topic}\n\n{}", shown(hit)))
            .await
    }

    /// Asks for an answer out of these sources, which are numbered from 1 in this order.
    pub(crate) async fn synthesize(
        &self,
        topic: &str,
        hits: &[Hit],
    ) -> Result<Synthesis, ModelError> {
        let task =
            "You answer a question from the numbered sources only, and say which of them you used.";
        let mut question = format!("Question: {topic}\n");
        for (i, hit) in hits.iter().enumerate() {
            // Writing to a string cannot fail.
            let _ = write!(question, "\nSource [{}]\n{}", i + 1, shown(hit));
        }
        let synthesis: Synthesis = self.ask(task, question).await?;
        match synthesis
            .cited
            .iter()
            .find(|number| !(1..=hits.len()).contains(number))
        {
            Some(&number) => Err(self.error(Fault::UnknownSource {
                number,
                sources: hits.len(),
            })),
            None => Ok(synthesis),
        }
    }

    /// One question, one answer of type `T`: its JSON schema goes along, and the answer must fit it.
    async fn ask<T: DeserializeOwned + JsonSchema>(
        &self,
        task: &str,
        question: String,
    ) -> Result<T, ModelError> {
        let content = self
            .complete(&request::<T>(&self.name, task, &question))
            .await;
        content
            .and_then(|content| parse_answer(&content))
            .map_err(|fault| self.error(fault))
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
        let response = self
            .client
            .post(self.completions.clone())
            .json(request)
            .send()
            .await
            .map_err(fault)?;
        let status = response.status();
        let body = response.text().await.map_err(fault)?;
        if !status.is_success() {
            return Err(Fault::Status {
                status,
                message: error_message(&body),
                advice: advice(status),
            });
        }
        let completion: Completion =
            serde_json::from_str(&body).map_err(|source| Fault::NotACompletion {
                body: quoted(&body),
                source,
            })?;
        completion.text()
    }

    fn error(&self, fault: Fault) -> ModelError {
        ModelError {
            model: self.to_string(),
            fault,
        }
    }
}

/// A client that gives up in time and sends nothing a second time.
fn client(url: &Url, key: Option<&str>, timeout: Duration) -> Result<Client, ConfigError> {
    // `ring` needs only a C compiler, which Rust's linker brings; the default provider builds with cmake.
    // An error says that a provider is installed already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut headers = HeaderMap::new();
    if let Some(key) = key {
        let mut value =
            HeaderValue::try_from(format!("Bearer {key}")).map_err(|_| ConfigError::Key)?;
        value.set_sensitive(true);
        headers.insert(AUTHORIZATION, value);
    }
    let mut builder = Client::builder()
        .default_headers(headers)
        .timeout(timeout)
        .redirect(redirect::Policy::none());
    if url.scheme() == "http" {
        // A local endpoint must work on a machine that has no certificates.
        builder = builder.tls_certs_only([]);
    }
    builder.build().map_err(|source| ConfigError::Client {
        cause: root_cause(&source),
        source,
    })
}

fn request<T: JsonSchema>(model: &str, task: &str, question: &str) -> Value {
    let schema = json_schema::<T>();
    json!({
        "model": model,
        "messages": [
            // The schema stands here too, for servers that overlook `response_format`.
            { "role": "system", "content": format!("{task} Answer in JSON only, after this schema: {schema}") },
            { "role": "user", "content": question },
        ],
        "response_format": {
            "type": "json_schema",
            "json_schema": { "name": T::schema_name(), "strict": true, "schema": schema },
        },
    })
}

/// The schema of an answer, in the subset that strict endpoints accept: they know no `format` of numbers.
fn json_schema<T: JsonSchema>() -> Value {
    let mut settings = SchemaSettings::draft2020_12();
    settings.inline_subschemas = true;
    settings.meta_schema = None;
    let remove_format = |schema: &mut schemars::Schema| {
        schema.remove("format");
    };
    settings = settings.with_transform(schemars::transform::RecursiveTransform(remove_format));
    settings
        .into_generator()
        .into_root_schema_for::<T>()
        .to_value()
}

fn parse_answer<T: DeserializeOwned>(content: &str) -> Result<T, Fault> {
    let answer = || quoted(content);
    let value: Value = serde_json::from_str(content).map_err(|source| Fault::NotJson {
        answer: answer(),
        source,
    })?;
    serde_json::from_value(value).map_err(|source| Fault::WrongSchema {
        answer: answer(),
        source,
    })
}

/// A section as the model is shown it.
fn shown(hit: &Hit) -> String {
    let section = &hit.section;
    let text = &section.text[..section.text.floor_char_boundary(SHOWN_BYTES)];
    format!(
        "Title: {}\nFile: {}\n{text}\n",
        section.title,
        section.address()
    )
}

/// The fields of a response that are needed; servers differ in the others.
#[derive(Deserialize)]
struct Completion {
    choices: Vec<Choice>,
}

#[derive(Deserialize)]
struct Choice {
    message: Message,
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Message {
    content: Option<String>,
    refusal: Option<String>,
}

impl Completion {
    fn text(self) -> Result<String, Fault> {
        let no_answer = |why: &str| Fault::NoAnswer {
            why: why.to_owned(),
        };
        let choice = self
            .choices
            .into_iter()
            .next()
            .ok_or_else(|| no_answer("there is no choice in the response"))?;
        if let Some(refusal) = choice.message.refusal {
            return Err(Fault::NoAnswer {
                why: format!("it refused: {}", quoted(&refusal)),
            });
        }
        if choice.finish_reason.as_deref() == Some("length") {
            return Err(no_answer(
                "the answer was cut off at the server's limit of tokens",
            ));
        }
        choice
            .message
            .content
            .ok_or_else(|| no_answer("the message is empty"))
    }
}

/// What the body of an error response says, in the usual form or in any other.
fn error_message(body: &str) -> String {
    let parsed: Option<Value> = serde_json::from_str(body).ok();
    let message = parsed.as_ref().and_then(|value| {
        let error = value.get("error")?;
        error.get("message").unwrap_or(error).as_str()
    });
    quoted(message.unwrap_or(body))
}

fn advice(status: StatusCode) -> &'static str {
    match status.as_u16() {
        401 | 403 => "check LLM_API_KEY",
        404 => "check LLM_BASE_URL (most end in /v1) and LLM_MODEL",
        429 => "wait, or choose a model with a higher limit",
        300..=399 => "LLM_BASE_URL leads elsewhere: name the address it leads to",
        400..=499 => "choose a model that supports JSON schema answers",
        _ => "see the log of the server, or try again",
    }
}

/// On one line, and not too long.
fn quoted(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(QUOTED_CHARS) {
        Some((end, _)) => format!("\"{} …\"", &line[..end]),
        None => format!("\"{line}\""),
    }
}

/// The innermost error, which says what happened; those around it say only that something did.
fn root_cause(error: &(dyn std::error::Error + 'static)) -> String {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

fn variable(name: &'static str) -> Result<Option<String>, ConfigError> {
    match env::var(name) {
        // An empty variable is the usual way to unset one for a single command.
        Ok(value) => Ok(Some(value.trim().to_owned()).filter(|value| !value.is_empty())),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => Err(ConfigError::NotUnicode { name }),
    }
}

fn seconds(text: &str) -> Result<Duration, ConfigError> {
    let seconds = text
        .parse()
        .ok()
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    seconds
        .filter(|timeout| !timeout.is_zero())
        .ok_or_else(|| ConfigError::Timeout {
            text: text.to_owned(),
        })
}

/// The environment does not describe a model.
#[derive(Debug, Error)]
pub(crate) enum ConfigError {
    /// One variable alone says too little.
    #[error(
        "{set} is set but {missing} is not: set both to use a model, or neither to search without one"
    )]
    HalfSet {
        /// The one that is there.
        set: &'static str,
        /// The one that is not.
        missing: &'static str,
    },
    /// Not an address of a web server.
    #[error("LLM_BASE_URL is {base_url:?}: it must be like http://localhost:11434/v1")]
    BaseUrl {
        /// As it was given.
        base_url: String,
    },
    /// A line break, mostly.
    #[error("LLM_API_KEY holds a character that cannot be sent: copy it again")]
    Key,
    /// Not a number, or no time at all.
    #[error("LLM_TIMEOUT is {text:?}: it must be a number of seconds above 0, such as 60")]
    Timeout {
        /// As it was given.
        text: String,
    },
    /// The bytes of a variable are no text.
    #[error("{name} is not valid Unicode: set it again")]
    NotUnicode {
        /// The variable.
        name: &'static str,
    },
    /// Mostly: the machine has no certificates.
    #[error("no secure connection can be made ({cause}): install the system's CA certificates")]
    Client {
        /// What lies at the bottom of it.
        cause: String,
        /// What the client said.
        source: reqwest::Error,
    },
}

/// A model gave no answer that can be used.
#[derive(Debug, Error)]
#[error("model {model}: {fault}")]
pub(crate) struct ModelError {
    model: String,
    #[source]
    fault: Fault,
}

/// What went wrong, and what to do about it.
#[derive(Debug, Error)]
pub(crate) enum Fault {
    /// No connection, or it broke.
    #[error("cannot be reached ({cause}): start its server, or correct LLM_BASE_URL")]
    Unreachable {
        /// What lies at the bottom of it.
        cause: String,
        /// What the client said.
        source: reqwest::Error,
    },
    /// No answer in time.
    #[error(
        "gave no answer within {seconds} s: allow it more with LLM_TIMEOUT, or choose a faster model"
    )]
    Timeout {
        /// The time it had.
        seconds: f64,
        /// What the client said.
        source: reqwest::Error,
    },
    /// The server answered with an error.
    #[error("HTTP {status}: {message}: {advice}")]
    Status {
        /// Its number and name.
        status: StatusCode,
        /// What the server said about it.
        message: String,
        /// What to do.
        advice: &'static str,
    },
    /// Some other server answers at this address.
    #[error(
        "the response is not a chat completion ({source}): {body}: check that LLM_BASE_URL is an OpenAI-compatible endpoint"
    )]
    NotACompletion {
        /// Its beginning.
        body: String,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// A refusal, or an answer without an end.
    #[error("gave no answer: {why}: choose another model")]
    NoAnswer {
        /// Why.
        why: String,
    },
    /// The model wrote prose, or half of an object.
    #[error(
        "the answer is not JSON ({source}): {answer}: choose a model that supports JSON schema answers"
    )]
    NotJson {
        /// Its beginning.
        answer: String,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// The model wrote another object than was asked for.
    #[error(
        "the answer does not fit the schema ({source}): {answer}: choose a model that supports JSON schema answers"
    )]
    WrongSchema {
        /// Its beginning.
        answer: String,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// The model made a source up.
    #[error(
        "the answer cites source {number}, but there are only {sources}: ask again, or choose another model"
    )]
    UnknownSource {
        /// What it cites.
        number: usize,
        /// How many there were.
        sources: usize,
    },
}
