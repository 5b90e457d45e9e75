//! The client: its server, and a call with the four ways in which it can end.

use std::env;
use std::fmt;
use std::path::Path;
use std::time::Duration;

use agentflow::error::BoxError;
use rmcp::ServiceExt;
use rmcp::model::{CallToolRequestParams, ClientRequest, ContentBlock, JsonObject, Request, ServerResult};
use rmcp::service::{Peer, PeerRequestOptions, RoleClient, RunningService, ServiceError};
use rmcp::transport::TokioChildProcess;
use serde_json::json;
use tokio::process::Command;

/// Starts this program again, as a server of the tools for a folder. It ends with the connection.
pub(crate) async fn start_server(folder: &Path) -> Result<RunningService<RoleClient, ()>, BoxError> {
    let mut command = Command::new(env::current_exe()?);
    command.arg("--serve").arg(folder);
    Ok(().serve(TokioChildProcess::new(command)?).await?)
}

/// A call that has ended, in a way after which the next one can be made.
#[derive(Clone)]
pub(crate) struct Call {
    what: String,
    end: &'static str,
    /// What the tool gave, or why there is nothing.
    pub text: String,
}

/// Calls a tool. It is an error if the connection breaks.
pub(crate) async fn call(
    client: &Peer<RoleClient>,
    tool: &str,
    arguments: JsonObject,
    patience: Duration,
) -> Result<Call, ServiceError> {
    let what = format!("{tool} {}", json!(arguments));
    let params = CallToolRequestParams::new(tool.to_owned()).with_arguments(arguments);
    let request = ClientRequest::CallToolRequest(Request::new(params));
    // The timeout of the protocol itself: the server is told that nobody waits any more.
    let sent = client.send_request_with_option(request, PeerRequestOptions::with_timeout(patience)).await?;
    let (end, text) = match sent.await_response().await {
        Ok(ServerResult::CallToolResult(result)) => {
            let text = result.content.iter().filter_map(ContentBlock::as_text).map(|block| &*block.text).collect();
            (if result.is_error == Some(true) { "tool error" } else { "success" }, text)
        }
        Ok(_) => return Err(ServiceError::UnexpectedResponse),
        Err(ServiceError::McpError(error)) => ("protocol error", format!("{} ({})", error.message, error.code.0)),
        Err(ServiceError::Timeout { timeout }) => ("timed out", format!("no answer within {timeout:?}")),
        Err(broken) => return Err(broken),
    };
    Ok(Call { what, end, text })
}

/// `success        count_words {"path":"README.md"}: 586 lines, 4083 words`
impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<14} {}: {}", self.end, self.what, self.text.lines().next().unwrap_or_default())?;
        match self.text.lines().count() {
            0 | 1 => Ok(()),
            lines => write!(f, " (and {} more)", lines - 1),
        }
    }
}
