//! Runs an example and looks at how it ended.

use std::process::Command;

use super::example::example;

/// What a run of the example left behind.
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    /// The one line on stderr that says what went wrong.
    pub(crate) fn error(&self) -> &str {
        let errors: Vec<&str> = self.stderr.lines().filter_map(|line| line.strip_prefix("error: ")).collect();
        assert_eq!(errors.len(), 1, "not exactly one error line:\n{}", self.stderr);
        errors[0]
    }

    #[track_caller]
    pub(crate) fn assert_fails(&self, code: i32, parts: &[&str]) {
        assert_eq!(self.code, Some(code), "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
        for part in parts {
            assert!(self.error().contains(part), "{part:?} is not in: {}", self.error());
        }
    }

    #[track_caller]
    pub(crate) fn assert_succeeds(&self) {
        assert_eq!(self.code, Some(0), "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
    }
}

/// An example without anything of the tester's own environment that it would heed.
pub(crate) fn without_model(name: &str) -> Command {
    let mut command = example(name);
    for variable in ["LLM_BASE_URL", "LLM_MODEL", "LLM_API_KEY", "LLM_TIMEOUT"] {
        command.env_remove(variable);
    }
    command.env("NO_PROXY", "127.0.0.1");
    command
}

/// Runs it to its end.
pub(crate) fn run(command: &mut Command) -> Run {
    let output = command.output().expect("the example can be started");
    Run {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).expect("stdout is text"),
        stderr: String::from_utf8(output.stderr).expect("stderr is text"),
    }
}
