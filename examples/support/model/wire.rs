//! What is sent to a model and what comes back.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::error::{Fault, quoted};

/// A question to which only JSON after the schema of `T` is an answer.
pub(super) fn request<T: JsonSchema>(model: &str, task: &str, question: &str) -> Value {
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
    settings.into_generator().into_root_schema_for::<T>().to_value()
}

/// Reads an answer; JSON that does not fit the schema is told from text that is no JSON.
pub(super) fn parse_answer<T: DeserializeOwned>(content: &str) -> Result<T, Fault> {
    let answer = || quoted(content);
    let value: Value = serde_json::from_str(content).map_err(|source| Fault::NotJson { answer: answer(), source })?;
    serde_json::from_value(value).map_err(|source| Fault::WrongSchema { answer: answer(), source })
}

/// The fields of a response that are needed; servers differ in the others.
#[derive(Deserialize)]
pub(super) struct Completion {
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
    /// What the model said.
    pub(super) fn text(self) -> Result<String, Fault> {
        let no_answer = |why: &str| Fault::NoAnswer { why: why.to_owned() };
        let choice = self.choices.into_iter().next().ok_or_else(|| no_answer("there is no choice in the response"))?;
        if let Some(refusal) = choice.message.refusal {
            return Err(Fault::NoAnswer { why: format!("it refused: {}", quoted(&refusal)) });
        }
        if choice.finish_reason.as_deref() == Some("length") {
            return Err(no_answer("the answer was cut off at the server's limit of tokens"));
        }
        choice.message.content.ok_or_else(|| no_answer("the message is empty"))
    }
}
