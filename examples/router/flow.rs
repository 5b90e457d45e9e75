//! Who may know the answer, and in which order they are asked.

use std::path::PathBuf;
use std::time::Duration;

use agentflow::policy::Retry;
use agentflow::{AgentError, AgentTask, async_task, blocking_task, workflow};

use crate::question::Question;
use crate::support::model::Model;
use crate::support::tool::{Fault, output_of, reply_of, search};

/// Where commands run, how long each try may take, and who is asked in the end.
#[derive(Clone)]
pub(crate) struct Place {
    pub folder: PathBuf,
    pub patience: Duration,
    pub model: Option<Model>,
}

/// An answer, and whose it is.
pub(crate) struct Answer {
    pub by: String,
    pub text: String,
}

type Asked = AgentTask<Result<Answer, AgentError>>;

/// Asks those who may know about this kind of question, one after the other, until one has an answer.
pub(crate) fn answer(words: String, question: Question, place: Place) -> Asked {
    workflow! {
        answer = match question {
            Question::ErrorCode(code) => place.command(&["rustc", "--explain", &code])
                .try_fallback(place.command(&["git", "log", "--oneline", &format!("-S{code}")]))
                .try_fallback(place.model(&words)),
            Question::Manual(page, section) => place.command(&["man", "-P", "cat", &section, &page])
                .try_fallback(place.command(&["info", &page]))
                .try_fallback(place.command(&[&page, "--help"]))
                .try_fallback(place.model(&words)),
            Question::File(file) => place.command(&["git", "log", "-1", "--stat", "--", &file])
                .try_fallback(place.command(&["ls", "-l", &file])),
            Question::Text(text) => place.command(&["rg", "--line-number", "--fixed-strings", "--regexp", &text])
                .try_fallback(place.command(&["git", "grep", "-nF", "-e", &text]))
                .try_fallback(place.search(&text))
                .try_fallback(place.command(&["git", "log", "--oneline", &format!("-S{text}")]))
                .try_fallback(place.model(&words)),
        }?;
        => answer
    }
}

impl Place {
    /// The agent for a command.
    fn command(&self, words: &[&str]) -> Asked {
        let (by, folder) = (words.join(" "), self.folder.clone());
        let words: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
        self.patiently(by, async_task(move || output_of(words.clone(), folder.clone())))
    }

    /// The agent that needs no command.
    fn search(&self, text: &str) -> Asked {
        let (text, folder) = (text.to_owned(), self.folder.clone());
        self.patiently("search".to_owned(), blocking_task(move || search(&text, &folder)))
    }

    /// The agent for the model.
    fn model(&self, question: &str) -> AgentTask<Result<Answer, Fault>> {
        let (question, model) = (question.to_owned(), self.model.clone());
        let by = model.as_ref().map_or("model".to_owned(), Model::to_string);
        // It has a time limit of its own, and is dear enough to be asked once.
        let (name, reply) = (by.clone(), async_task(move || reply_of(model.clone(), question.clone())));
        reply.map(move |outcome| outcome.map(|text| Answer { by: by.clone(), text })).named(name)
    }

    fn patiently(&self, by: String, once: AgentTask<Result<String, Fault>>) -> Asked {
        let tried = once.named(by.clone()).try_timeout(self.patience).retry(Retry::times(2).when(may_pass));
        tried.map(move |outcome| outcome.map(|text| Answer { by: by.clone(), text }))
    }
}

/// Whether another try may end otherwise: who took too long may have been unlucky, too.
fn may_pass(error: &AgentError) -> bool {
    error.downcast_ref::<Fault>().is_none_or(Fault::may_pass)
}
