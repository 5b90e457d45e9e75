//! The calls, as plans: everything at once, or the one that a model chooses.

use std::path::PathBuf;
use std::time::Duration;

use agentflow::{AgentError, AgentTask, workflow};
use rmcp::model::{JsonObject, Tool};
use rmcp::service::RunningService;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::support::model::{Model, ModelError};
use crate::support::tool_client::{Call, call, start_server};

/// No tool that reads files needs longer.
const PATIENCE: Duration = Duration::from_secs(30);

/// Calls every tool, and provokes every way in which a call can fail.
pub(crate) fn survey(folder: PathBuf, text: String) -> AgentTask<Result<Vec<Call>, AgentError>> {
    workflow! {
        server = start_server(&folder)?;
        files  = call(&server, "list_files", JsonObject::new(), PATIENCE)?;
        names: Vec<String> = files.text.lines().map(str::to_owned).collect();
        par {
            counted = par for name in names { call(&server, "count_words", with("path", name), PATIENCE)? };
            found   = call(&server, "find", with("text", text), PATIENCE)?;
            missing = call(&server, "count_words", with("path", "no/such/file".into()), PATIENCE)?;
            unknown = call(&server, "translate", with("to", "Latin".into()), PATIENCE)?;
            slow    = call(&server, "dawdle", JsonObject::new(), Duration::from_millis(500))?;
        }
        _ = RunningService::cancel(server)?; // ends the child process
        => [vec![files], counted, vec![found, missing, unknown, slow]].concat()
    }
}

fn with(name: &str, value: String) -> JsonObject {
    JsonObject::from_iter([(name.to_owned(), value.into())])
}

/// Lets the model choose the call that answers a question.
pub(crate) fn ask(folder: PathBuf, question: String, model: Model) -> AgentTask<Result<Call, AgentError>> {
    workflow! {
        server    = start_server(&folder)?;
        tools     = server.list_all_tools()?;
        choice    = choose(&model, &question, &tools)?;
        arguments = serde_json::from_str::<JsonObject>(&choice.arguments)?;
        answer    = call(&server, &choice.tool, arguments, PATIENCE)?;
        _ = RunningService::cancel(server)?;
        => answer
    }
}

/// The call that answers the question.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Choice {
    /// The name of a tool.
    tool: String,
    /// Its arguments, as the text of a JSON object.
    arguments: String,
}

async fn choose(model: &Model, question: &str, tools: &[Tool]) -> Result<Choice, ModelError> {
    let task = format!("You choose the call that answers a question. The tools: {}", json!(tools));
    model.ask(&task, question.to_owned()).await
}
