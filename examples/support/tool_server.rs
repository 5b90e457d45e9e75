//! The server: tools over the files of one folder, called over stdin and stdout. It knows nothing of plans.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use agentflow::error::BoxError;
use rmcp::handler::server::wrapper::Parameters;
use rmcp::service::RequestContext;
use rmcp::{RoleServer, ServiceExt, tool, tool_router, transport};
use schemars::JsonSchema;
use serde::Deserialize;

/// Answers calls until the client closes the connection.
pub(crate) async fn serve(folder: &Path) -> Result<(), BoxError> {
    Files { folder: folder.canonicalize()? }.serve(transport::stdio()).await?.waiting().await?;
    Ok(())
}

struct Files {
    folder: PathBuf,
}

// The comments on the arguments and on the tools are what a client, or its model, reads about them.

#[derive(Deserialize, JsonSchema)]
struct File {
    /// A path in the folder.
    path: String,
}

#[derive(Deserialize, JsonSchema)]
struct Text {
    /// What the lines hold, exactly.
    text: String,
}

#[tool_router(server_handler)]
impl Files {
    /// Names the files of the folder, one a line, without hidden ones.
    #[tool]
    fn list_files(&self) -> Result<String, String> {
        let entries = fs::read_dir(&self.folder).map_err(|error| error.to_string())?;
        let files = entries.flatten().filter(|entry| entry.path().is_file());
        let names = files.map(|entry| entry.file_name().to_string_lossy().into_owned());
        let mut names: Vec<String> = names.filter(|name| !name.starts_with('.')).collect();
        names.sort();
        Ok(names.join("\n"))
    }

    /// Counts the lines and words of a file.
    #[tool]
    fn count_words(&self, Parameters(File { path }): Parameters<File>) -> Result<String, String> {
        let text = self.read(&path).map_err(|error| format!("{path} cannot be read: {error}"))?;
        Ok(format!("{} lines, {} words", text.lines().count(), text.split_whitespace().count()))
    }

    /// Gives the lines that hold a text, from the files that `list_files` names.
    #[tool]
    fn find(&self, Parameters(Text { text }): Parameters<Text>) -> Result<String, String> {
        let mut found = Vec::new();
        for name in self.list_files()?.lines() {
            // What is no text holds no lines.
            let content = self.read(name).unwrap_or_default();
            let lines = content.lines().filter(|line| line.contains(&text));
            found.extend(lines.map(|line| format!("{name}: {}", line.trim())));
        }
        if found.is_empty() { Err(format!("no line holds {text:?}")) } else { Ok(found.join("\n")) }
    }

    /// Answers when nobody waits any more.
    #[tool]
    async fn dawdle(&self, call: RequestContext<RoleServer>) {
        call.ct.cancelled().await;
    }

    /// A client gets nothing from outside the folder, whatever path it names.
    fn read(&self, path: &str) -> io::Result<String> {
        let path = self.folder.join(path).canonicalize()?;
        if path.starts_with(&self.folder) {
            fs::read_to_string(path)
        } else {
            Err(io::ErrorKind::PermissionDenied.into())
        }
    }
}
