//! Runs the built `research` example over a small committed corpus: what it prints and how it ends, with
//! good and bad input, without a model and with endpoints of all kinds.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::support::example::workspace;
use crate::support::model_server::{Behaviour, ModelServer, refused_base_url};
use crate::support::run::{Run, run, without_model};
use crate::support::scratch::scratch;

const TOPIC: &str = "why is Rc not Send?";

fn fixture() -> PathBuf {
    workspace().join("tests/fixtures/docs")
}

fn research(topic: &str) -> Command {
    let mut command = without_model("research");
    command.arg(topic);
    command
}

fn over_fixture(topic: &str) -> Command {
    let mut command = research(topic);
    command.arg("--corpus").arg(fixture());
    command
}

fn with_model(base_url: &str) -> Command {
    let mut command = over_fixture(TOPIC);
    command.env("LLM_BASE_URL", base_url).env("LLM_MODEL", "test-model");
    command
}

fn run_against(behaviour: Behaviour) -> Run {
    let server = ModelServer::start(behaviour).expect("a loopback port is free");
    run(&mut with_model(&server.base_url()))
}

#[test]
fn it_shows_what_it_has_waited_for_as_text_as_a_picture_and_as_a_trace() {
    let folder = scratch("research_shown");
    let (svg, trace) = (folder.join("run.svg"), folder.join("run.json"));
    let run = run(over_fixture(TOPIC).arg("--report").arg("--svg").arg(&svg).arg("--trace").arg(&trace));
    run.assert_succeeds();
    assert!(run.stderr.contains("it has waited for:") && run.stderr.contains("`read`"), "{}", run.stderr);
    let svg = fs::read_to_string(svg).expect("there is a picture");
    assert!(svg.starts_with("<svg ") && svg.contains(">guide</text>"), "{svg}");
    let trace: Value = serde_json::from_str(&fs::read_to_string(trace).expect("there is a trace")).expect("it is JSON");
    let events = trace["traceEvents"].as_array().expect("it has events");
    assert!(events.iter().any(|event| event["name"] == "guide" && event["ph"] == "X"));
}

#[test]
fn a_picture_that_cannot_be_written_is_one_line() {
    let run = run(over_fixture(TOPIC).args(["--svg", "no/such/folder/run.svg"]));
    run.assert_fails(2, &["no/such/folder/run.svg"]);
}

#[test]
fn without_a_model_it_quotes_the_best_passages_with_their_addresses() {
    let run = run(&mut over_fixture(TOPIC));
    run.assert_succeeds();
    let first = run.stdout.lines().next().unwrap_or_default();
    assert!(first.starts_with("mode: extractive"), "{first}");
    for part in [
        "`Rc` is not `Send` because its counter is an ordinary number",
        "guide/threads.html#why-not-rc",
        "Its clones share one counter without any lock, therefore",
        "api/trait.Send.html",
        "notes/threads.md#what-to-do-instead",
        "notes/log.txt#L1",
    ] {
        assert!(run.stdout.contains(part), "{part:?} is not in:\n{}", run.stdout);
    }
    let last = run.stdout.lines().last().unwrap_or_default();
    assert!(last.starts_with("took ") && last.contains(" times as fast as one after the other"), "{last}");
}

#[test]
fn it_does_not_quote_what_is_no_documentation() {
    let run = run(&mut over_fixture(TOPIC));
    for part in ["wall", "print.html", "moved.html", "side bar", "footer", "badge", "thread::spawn"] {
        assert!(!run.stdout.contains(part), "{part:?} is in:\n{}", run.stdout);
    }
}

#[test]
fn what_only_code_says_is_found_and_cited_by_its_title() {
    let run = run(&mut over_fixture("println"));
    run.assert_succeeds();
    assert!(run.stdout.contains("› Why Rc stays at home"), "{}", run.stdout);
    assert!(!run.stdout.contains("thread::spawn"), "{}", run.stdout);
}

#[test]
fn two_runs_print_the_same_but_for_the_times() {
    let answer = || {
        let stdout = run(&mut over_fixture(TOPIC)).stdout;
        stdout.lines().filter(|line| !line.contains(" agents worked ")).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(answer(), answer());
}

#[test]
fn a_file_that_is_not_utf_8_is_named_in_a_warning() {
    let run = run(&mut over_fixture(TOPIC));
    run.assert_succeeds();
    let warnings: Vec<&str> = run.stderr.lines().filter(|line| line.starts_with("warning: ")).collect();
    assert_eq!(warnings.len(), 1, "{}", run.stderr);
    assert!(warnings[0].contains("latin1.md") && warnings[0].contains("not UTF-8"), "{}", warnings[0]);
}

#[test]
fn a_source_of_which_nothing_can_be_read_is_an_error_that_names_the_agent() {
    let folder = scratch("unreadable");
    fs::create_dir(folder.join("letters")).expect("a folder can be made");
    fs::write(folder.join("letters/old.txt"), b"Caf\xe9").expect("a file can be written");
    run(research(TOPIC).arg("--corpus").arg(&folder))
        .assert_fails(1, &["`reading`", "of letters", "old.txt", "not UTF-8"]);
}

#[test]
fn a_topic_must_name_something() {
    run(&mut over_fixture("")).assert_fails(2, &["the topic is empty"]);
    run(&mut over_fixture(" \n ")).assert_fails(2, &["the topic is empty"]);
    run(&mut over_fixture("what is this?")).assert_fails(2, &["no word to look for"]);
}

#[test]
fn a_corpus_must_be_a_folder_with_documents() {
    let empty = scratch("empty");
    fs::write(empty.join("picture.png"), [0]).expect("a file can be written");
    let over = |folder: &Path| run(research(TOPIC).arg("--corpus").arg(folder));
    over(&empty.join("nowhere")).assert_fails(2, &["nowhere", "cannot be opened"]);
    over(&empty.join("picture.png")).assert_fails(2, &["picture.png", "cannot be opened"]);
    over(&empty).assert_fails(2, &["holds no document"]);
}

#[test]
fn no_hit_is_an_error_that_says_what_was_searched() {
    run(&mut over_fixture("xyzzy plugh")).assert_fails(1, &["`best`", "xyzzy plugh", "api, docs, guide, notes"]);
}

#[test]
fn without_the_rust_docs_it_says_so_and_searches_the_registry() {
    let home = scratch("cargo-home");
    let package = home.join("registry/src/index/counted-1.0.0");
    fs::create_dir_all(&package).expect("a folder can be made");
    fs::write(package.join("README.md"), "# counted\n\nAn `Rc` that is `Send`.\n").expect("a file can be written");
    let command = || {
        let mut command = research(TOPIC);
        command.env("RUSTC", home.join("no-such-rustc")).env("CARGO_HOME", &home);
        command
    };
    let found = run(&mut command());
    found.assert_succeeds();
    assert!(found.stderr.contains("rustup component add rust-docs"), "{}", found.stderr);
    assert!(found.stdout.contains("counted-1.0.0/README.md#counted"), "{}", found.stdout);
    fs::remove_dir_all(home.join("registry")).expect("the folder can be removed");
    run(&mut command()).assert_fails(2, &["rustup component add rust-docs", "--corpus"]);
}

#[test]
fn nobody_reading_stdout_is_no_failure() {
    let mut child =
        over_fixture(TOPIC).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the example can be started");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the example ends");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{stderr}");
    assert!(!stderr.contains("panicked") && !stderr.contains("error:"), "{stderr}");
}

#[test]
fn a_model_judges_the_sections_and_writes_the_answer() {
    let server = ModelServer::start(Behaviour::Right).expect("a loopback port is free");
    let run = run(with_model(&server.base_url()).env("LLM_API_KEY", "secret"));
    run.assert_succeeds();
    let first = run.stdout.lines().next().unwrap_or_default();
    assert_eq!(first, format!("mode: model test-model at {}", server.base_url()));
    for part in ["Because its counter is not atomic [1].", "\n[1] ", "It speaks of the counter."] {
        assert!(run.stdout.contains(part), "{part:?} is not in:\n{}", run.stdout);
    }
    assert!(!run.stdout.contains("\n[2] "), "only cited sources are listed:\n{}", run.stdout);
    assert!(!run.stdout.contains("secret") && !run.stderr.contains("secret"));
}

#[test]
fn a_model_is_asked_for_answers_of_a_strict_schema() {
    let server = ModelServer::start(Behaviour::Right).expect("a loopback port is free");
    run(with_model(&server.base_url()).env("LLM_API_KEY", "secret")).assert_succeeds();
    let requests = server.received();
    let named = |name: &str| {
        let has_name = |body: &Value| body["response_format"]["json_schema"]["name"] == name;
        requests.iter().filter(|request| has_name(&request.body)).collect::<Vec<_>>()
    };
    assert!(named("Verdict").len() > 1 && named("Synthesis").len() == 1, "{requests:#?}");
    for request in &requests {
        assert_eq!(request.target, "POST /v1/chat/completions HTTP/1.1");
        assert!(request.headers.iter().any(|line| line == "authorization: bearer secret"), "{request:?}");
        assert_eq!(request.body["model"], "test-model");
        let format = &request.body["response_format"];
        assert_eq!(format["type"], "json_schema");
        assert_eq!(format["json_schema"]["strict"], true);
        assert_eq!(format["json_schema"]["schema"]["additionalProperties"], false);
    }
    let schema = &named("Verdict")[0].body["response_format"]["json_schema"]["schema"];
    assert_eq!(schema["required"], json!(["reason", "relevant"]));
}

#[test]
fn a_model_that_finds_nothing_of_use_is_an_error() {
    run_against(Behaviour::NothingRelevant).assert_fails(1, &["keep_useful", "found none of the", TOPIC]);
}

#[test]
fn wrong_answers_of_a_model_are_one_clear_line() {
    let cases: [(Behaviour, &[&str]); 5] = [
        (Behaviour::Prose, &["`verdict` (judge, ", "is not JSON", "Sure! Here is", "JSON schema answers"]),
        (
            Behaviour::Says(r#"{"score": 7}"#),
            &["`verdict` (judge, ", "does not fit the schema", "unknown field `score`"],
        ),
        (Behaviour::WebPage, &["`verdict` (judge, ", "not a chat completion", "It works!", "LLM_BASE_URL"]),
        (Behaviour::ServerError, &["`verdict` (judge, ", "HTTP 500", "the model has run out of memory"]),
        (Behaviour::CitesMissingSource, &["`synthesis` (synthesize, ", "cites source 99"]),
    ];
    for (behaviour, parts) in cases {
        let run = run_against(behaviour);
        run.assert_fails(1, parts);
        assert!(run.error().contains("test-model at http://127.0.0.1"), "{}", run.error());
        assert_eq!(run.stdout.lines().count(), 1, "no answer after the mode: {}", run.stdout);
    }
}

#[test]
fn a_model_that_is_down_is_one_clear_line() {
    let base_url = refused_base_url().expect("a loopback port is free");
    run(&mut with_model(&base_url))
        .assert_fails(1, &["`verdict`", "cannot be reached", "refused", "start its server", &base_url]);
}

#[test]
fn a_model_that_stalls_is_given_up_after_the_set_time() {
    let server = ModelServer::start(Behaviour::Stall).expect("a loopback port is free");
    let stalled = run(with_model(&server.base_url()).env("LLM_TIMEOUT", "0.2"));
    stalled.assert_fails(1, &["`verdict`", "gave no answer within 0.2 s", "LLM_TIMEOUT"]);
}

#[test]
fn half_of_a_model_is_bad_usage() {
    let with = |name: &str, value: &str| run(over_fixture(TOPIC).env(name, value));
    with("LLM_BASE_URL", "http://127.0.0.1:1/v1").assert_fails(2, &["LLM_MODEL is not"]);
    with("LLM_MODEL", "test-model").assert_fails(2, &["LLM_BASE_URL is not"]);
    with("LLM_API_KEY", "secret").assert_fails(2, &["LLM_BASE_URL is not"]);
    with("LLM_BASE_URL", "").assert_succeeds();
    run(&mut with_model("localhost:11434")).assert_fails(2, &["LLM_BASE_URL is \"localhost:11434\""]);
    for timeout in ["soon", "0", "-1", "NaN", "1e300"] {
        let run = run(with_model("http://127.0.0.1:1/v1").env("LLM_TIMEOUT", timeout));
        run.assert_fails(2, &["LLM_TIMEOUT is", timeout]);
    }
}
