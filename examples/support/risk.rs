//! What a model says of the `unsafe` code of a crate.

use schemars::JsonSchema;
use serde::Deserialize;

use super::model::Model;
use super::unsafe_uses::UnsafeUses;

/// What a model says about a crate, or why it says nothing.
pub(crate) type Risk = Result<String, String>;

/// What has to be trusted in this crate.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Judgement {
    /// One sentence: what the unsafe code is for, and what would go wrong if it were wrong.
    risk: String,
}

/// Asks a model about one crate.
pub(crate) async fn risk(model: &Model, name: &str, uses: &UnsafeUses) -> Risk {
    let quotes = uses.quotes.join("\n");
    let question = format!("Crate: {name}\nUses of unsafe: {}, such as:\n{quotes}", uses.all());
    let answer = model.ask("You say in one sentence what has to be trusted in a Rust crate.", question).await;
    answer.map(|Judgement { risk }| format!("{name}: {risk}")).map_err(|error| format!("{name}: {error}"))
}
