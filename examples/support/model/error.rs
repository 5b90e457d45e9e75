//! What goes wrong with a model, in one line that says what to do about it.

use reqwest::StatusCode;
use serde_json::Value;
use thiserror::Error;

/// How much of a wrong answer a message shows.
const QUOTED_CHARS: usize = 160;

/// A model gave no answer that can be used.
#[derive(Debug, Error)]
#[error("model {model}: {fault}")]
pub(crate) struct ModelError {
    model: String,
    #[source]
    fault: Fault,
}

impl ModelError {
    pub(super) fn new(model: String, fault: Fault) -> Self {
        Self { model, fault }
    }
}

/// What went wrong, and what to do about it.
#[derive(Debug, Error)]
pub(super) enum Fault {
    /// No connection, or it broke.
    #[error("cannot be reached ({cause}): start its server, or correct LLM_BASE_URL")]
    Unreachable {
        /// What lies at the bottom of it.
        cause: String,
        /// What the client said.
        source: reqwest::Error,
    },
    /// No answer in time.
    #[error("gave no answer within {seconds} s: allow it more with LLM_TIMEOUT, or choose a faster model")]
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
    #[error("the answer is not JSON ({source}): {answer}: choose a model that supports JSON schema answers")]
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
}

/// What the body of an error response says, in the usual form or in any other.
pub(super) fn error_message(body: &str) -> String {
    let parsed: Option<Value> = serde_json::from_str(body).ok();
    let message = parsed.as_ref().and_then(|value| {
        let error = value.get("error")?;
        error.get("message").unwrap_or(error).as_str()
    });
    quoted(message.unwrap_or(body))
}

/// What to do about a status.
pub(super) fn advice(status: StatusCode) -> &'static str {
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
pub(super) fn quoted(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(QUOTED_CHARS) {
        Some((end, _)) => format!("\"{} …\"", &line[..end]),
        None => format!("\"{line}\""),
    }
}

/// The innermost error, which says what happened; those around it say only that something did.
pub(super) fn root_cause(error: &(dyn std::error::Error + 'static)) -> String {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}
