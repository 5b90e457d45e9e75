//! Which model to use, as the environment says.

use std::env::{self, VarError};
use std::time::Duration;

use thiserror::Error;

/// What `--help` says at its end.
pub(crate) const ENVIRONMENT: &str = "\
Environment:
  LLM_BASE_URL  an OpenAI-compatible endpoint, such as http://localhost:11434/v1
  LLM_MODEL     the name of the model there
  LLM_API_KEY   its key, if it needs one
  LLM_TIMEOUT   seconds that one answer may take [default: 60]";

/// How long one answer may take if `LLM_TIMEOUT` does not say.
const DEFAULT_TIMEOUT: Duration = Duration::from_mins(1);

/// A model's address, its name there, and how to ask it.
pub(super) struct Settings {
    /// Without a slash at its end.
    pub base_url: String,
    /// What the endpoint calls the model.
    pub name: String,
    /// What the endpoint wants to see, if anything.
    pub key: Option<String>,
    /// How long one answer may take.
    pub timeout: Duration,
}

impl Settings {
    /// `None` if no model is set at all.
    pub(super) fn from_env() -> Result<Option<Self>, ConfigError> {
        let half_set = |set, missing| Err(ConfigError::HalfSet { set, missing });
        let key = variable("LLM_API_KEY")?;
        let (base_url, name) = match (variable("LLM_BASE_URL")?, variable("LLM_MODEL")?) {
            (Some(base_url), Some(name)) => (base_url, name),
            (Some(_), None) => return half_set("LLM_BASE_URL", "LLM_MODEL"),
            (None, Some(_)) => return half_set("LLM_MODEL", "LLM_BASE_URL"),
            (None, None) if key.is_some() => return half_set("LLM_API_KEY", "LLM_BASE_URL"),
            (None, None) => return Ok(None),
        };
        let base_url = base_url.trim_end_matches('/').to_owned();
        let timeout = variable("LLM_TIMEOUT")?.map_or(Ok(DEFAULT_TIMEOUT), |text| seconds(&text))?;
        Ok(Some(Self { base_url, name, key, timeout }))
    }
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
    let seconds = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    seconds.filter(|timeout| !timeout.is_zero()).ok_or_else(|| ConfigError::Timeout { text: text.to_owned() })
}

/// The environment does not describe a model.
#[derive(Debug, Error)]
pub(crate) enum ConfigError {
    /// One variable alone says too little.
    #[error("{set} is set but {missing} is not: set both to use a model, or neither to search without one")]
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
