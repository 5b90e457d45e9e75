//! What a report says of a run, in virtual time.

use std::time::Duration;

use agentflow::executor::Simulation;
use agentflow::policy::Budget;
use agentflow::watch::{AgentReport, End, Note, Recording, Report, note};
use agentflow::{AgentError, AgentTask, charge, join_results, lazy_task, sequence_tasks, timer, workflow};
use serde_json::Value;

const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

async fn wait(seconds: u64) -> u64 {
    tokio::time::sleep(secs(seconds)).await;
    seconds
}

async fn after<T>(seconds: u64, _: T) -> u64 {
    wait(seconds).await
}

fn report<A: Send + 'static>(plan: AgentTask<A>) -> Report {
    let recording = Recording::default();
    let _ = plan.watched(recording.clone()).try_run_on(&Simulation::seeded(5));
    recording.report()
}

fn path(report: &Report) -> Vec<String> {
    report.critical_path().map(AgentReport::label).collect()
}

fn slack(report: &Report, name: &str) -> u64 {
    report.agents().iter().find(|agent| agent.name == name).unwrap().slack.as_secs()
}

/// `search` 5 s and then `rank` 2 s, beside `notes` 4 s and then `tags` 1 s; then `merge` 3 s.
fn research() -> AgentTask<u64> {
    workflow! {
        par {
            search = wait(5);
            notes = wait(4);
            rank = after(2, &search);
            tags = after(1, &notes);
        }
        merge = after(3, (rank, tags));
        => merge
    }
}

#[test]
fn the_critical_path_is_what_the_run_has_waited_for() {
    let report = report(research());
    assert_eq!((report.wall(), report.work()), (secs(10), secs(15)));
    assert_eq!(path(&report), ["search", "rank", "merge"]);
    assert!((report.speed_up() - 1.5).abs() < 1e-9 && (report.most_possible() - 1.5).abs() < 1e-9);
}

#[test]
fn slack_is_how_much_later_an_agent_could_have_ended() {
    let report = report(research());
    assert_eq!(["search", "rank", "merge"].map(|name| slack(&report, name)), [0; 3]);
    assert_eq!(["notes", "tags"].map(|name| slack(&report, name)), [2; 2]);
}

#[test]
fn what_is_beside_the_path_gains_nothing_and_what_is_on_it_no_more_than_the_slack_allows() {
    let report = report(research());
    let gains = ["search", "rank", "merge", "notes", "tags"].map(|name| report.gain(name).as_millis());
    // Half of `search` is 2.5 s, of which 2 are gained: then the run waits for `notes` and `tags`.
    assert_eq!(gains, [2000, 1000, 1500, 0, 0]);
}

fn topic(n: u64) -> AgentTask<u64> {
    workflow! { par { page = wait(n); size = wait(1) } => page + size }
}

#[test]
fn the_path_goes_through_what_an_agent_has_planned() {
    let plan = workflow! { par { a = topic(6); b = topic(3) } last = after(2, (a, b)); => last };
    let report = report(plan);
    assert_eq!((path(&report), report.wall()), (vec!["page".into(), "last".into()], secs(8)));
    // Of the two pages, the longer one is on the path; both are faster.
    assert_eq!(report.gain("page"), secs(3));
    assert_eq!(slack(&report, "b"), 3);
    let sizes: Vec<_> = report.agents().iter().filter(|agent| agent.name == "size").map(|agent| agent.slack).collect();
    // Each could be as late as its page, and that of `b` as late as that of `a`.
    assert_eq!(sizes, [secs(5); 2]);
}

#[test]
fn a_plan_of_functions_has_one_too() {
    let task = |n: u64, name: &'static str| agentflow::async_task(move || wait(n)).named(name);
    let first = join_results(task(2, "short"), task(4, "long"), |a, b| a + b);
    let plan = first.and_then(move |_| task(1, "then"));
    let report = report(plan);
    assert_eq!((path(&report), report.wall()), (vec!["long".into(), "then".into()], secs(5)));
    assert_eq!((slack(&report, "short"), report.gain("long")), (2, secs(2)));
}

#[test]
fn a_loser_is_not_waited_for() {
    let plan = workflow! {
        quick = race { wait(60); wait(2) };
        => quick
    };
    let report = report(plan);
    assert_eq!((path(&report).len(), report.wall()), (1, secs(2)));
    assert_eq!(report.agents().iter().filter(|agent| agent.end == End::Cancelled).count(), 1);
}

#[test]
fn tries_notes_and_failures_are_in_it() {
    async fn ask(n: u64) -> Result<u64, String> {
        note("tokens", n);
        wait(n).await;
        Err(String::from("busy"))
    }
    let plan: AgentTask<Result<u64, AgentError>> = workflow! {
        #[retry(times = 2, backoff = constant(3s))]
        answer = ask(4)?;
        => answer
    };
    let report = report(plan);
    assert_eq!(report.wall(), secs(4 + 3 + 4));
    let [step, first, second] = report.agents() else { panic!("{:#?}", report.agents()) };
    assert_eq!((step.retries, step.queued, step.ended), (1, secs(0), secs(11)));
    assert_eq!((first.ended, second.queued, second.took()), (secs(4), secs(7), secs(4)));
    assert_eq!(first.notes, [("tokens".into(), Note::Count(4))]);
    assert!(matches!(&second.end, End::Failed(error) if error.contains("busy")), "{:?}", second.end);
}

#[test]
fn it_is_read_as_text() {
    let text = report(research()).to_string();
    let expected = "\
took 10.0s; 5 agents worked 15.0s, 1.5 times as fast as one after the other (at most 1.5)
it has waited for:
  search (wait)      5.0s from 0s
  rank (after)       2.0s from 5.0s
  merge (after)      3.0s from 7.0s
twice as fast, they would have saved:
  `search`  2.0s
  `merge`  1.5s
  `rank`  1.0s
  `notes`  0s
  `tags`  0s
";
    assert_eq!(text, expected);
}

#[test]
fn many_agents_are_counted_and_not_listed() {
    let chain = (0..100).fold(timer(secs(0)), |plan, _| {
        plan.and_then(|()| {
            agentflow::async_task(|| async {
                wait(1).await;
            })
        })
    });
    let text = report(chain).to_string();
    assert!(text.lines().count() < 20 && text.contains("and 88 shorter ones"), "{text}");
    let list = report(sequence_tasks((0..1000).map(|n| agentflow::lazy_task(move || n)).collect()));
    assert_eq!((list.agents().len(), list.wall()), (1000, secs(0)));
}

#[test]
fn a_run_of_nothing_is_empty() {
    let report = report(agentflow::completed_task(1));
    assert!(report.agents().is_empty() && report.critical_path().count() == 0);
    assert!(report.to_string().starts_with("took 0s; 0 agents"), "{report}");
}

#[test]
fn it_is_json() {
    let json = report(research()).to_json();
    assert_eq!((json["wall"].as_f64(), json["work"].as_f64()), (Some(10.0), Some(15.0)));
    let path: Vec<_> = json["critical_path"].as_array().unwrap().iter().map(|id| id.as_u64().unwrap()).collect();
    let agents = json["agents"].as_array().unwrap();
    let named: Vec<_> =
        path.iter().map(|id| agents.iter().find(|agent| agent["id"] == *id).unwrap()["name"].clone()).collect();
    assert_eq!(named, ["search", "rank", "merge"]);
    let notes = agents.iter().find(|agent| agent["name"] == "notes").unwrap();
    assert_eq!((&notes["end"], &notes["slack"], &notes["ended"]), (&"finished".into(), &2.0.into(), &4.0.into()));
}

#[test]
fn what_agents_note_and_charge_is_added_up() {
    let ask = |tokens: u64| {
        lazy_task(move || {
            note("tokens", tokens);
            note("model", "small");
            charge("calls", 1)
        })
    };
    let report = report(sequence_tasks(vec![ask(812), ask(30)]).within(&Budget::new()));
    assert_eq!(report.noted().into_iter().collect::<Vec<_>>(), [("calls", 2), ("tokens", 842)]);
    assert!(report.to_string().ends_with("calls: 2\ntokens: 842\n"), "{report}");
    assert_eq!(report.to_json()["noted"], serde_json::json!({ "calls": 2, "tokens": 842 }));
}

#[test]
fn a_trace_draws_an_agent_below_the_one_that_planned_it_and_never_two_beside_each_other() {
    let plan = workflow! { par { a = topic(6); b = topic(3) } last = after(2, (a, b)); => last };
    let trace = report(plan).to_trace();
    let events = trace["traceEvents"].as_array().unwrap();
    let name_of = |track: &Value| {
        let named = |event: &&Value| event["name"] == "thread_name" && event["tid"] == *track;
        events.iter().find(named).unwrap()["args"]["name"].as_str().unwrap()
    };
    let drawn: Vec<&Value> = events.iter().filter(|event| event["ph"] == "X").collect();
    assert_eq!(drawn.len(), 7);
    for agent in &drawn {
        match agent["name"].as_str().unwrap() {
            "last" => assert_eq!(agent["args"]["critical"], true),
            "page" | "size" => assert!(["a", "b"].contains(&name_of(&agent["tid"]))),
            name => assert_eq!(name_of(&agent["tid"]), name),
        }
    }

    let span = |agent: &Value| {
        let begin = agent["ts"].as_u64().unwrap();
        (begin, begin + agent["dur"].as_u64().unwrap())
    };
    assert_eq!(drawn.iter().map(|agent| span(agent).1).max(), Some(8_000_000));
    for (one, other) in drawn.iter().flat_map(|one| drawn.iter().map(move |other| (one, other))) {
        let ((begin, end), (later, last)) = (span(one), span(other));
        let crosses = begin < later && later < end && end < last;
        assert!(!crosses || one["tid"] != other["tid"], "{one} crosses {other}");
    }
}

#[test]
fn a_picture_has_a_line_for_each_agent_and_escapes_what_it_shows() {
    let named = agentflow::async_task(|| wait(1)).named("a<b & c>");
    let svg = report(workflow! { par { x = named.clone(); y = wait(2) } => x + y }).to_svg();
    // A line on the path, and what its colour means.
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"));
    assert_eq!((svg.matches("<g>").count(), svg.matches("class=\"critical\"").count()), (3, 2));
    assert!(svg.contains("a&lt;b &amp; c&gt;") && !svg.contains("a<b"), "{svg}");
    let list = report(sequence_tasks((0..1000).map(|n| agentflow::async_task(move || wait(n))).collect())).to_svg();
    assert_eq!(list.matches("<g>").count(), 200);
    assert!(list.contains("(800 agents are not shown)"));
}

#[test]
fn a_step_that_waits_for_what_it_does_not_use_is_told_of() {
    let plan = workflow! {
        page = wait(5);
        links = after(1, &page);
        news = wait(3);
        rank = after(2, (&page, news));
        => rank + links
    };
    let report = report(plan);
    assert_eq!(report.wall(), secs(11));
    let waits: Vec<_> = report
        .needless_waits()
        .into_iter()
        .map(|(agent, others, gain)| {
            (agent.label(), others.into_iter().map(AgentReport::label).collect::<Vec<_>>(), gain)
        })
        .collect();
    // `rank` uses `news`, and `links` uses `page`: they had to wait.
    assert_eq!(waits, [("news".to_owned(), vec!["links".to_owned()], secs(4))]);
    let told = "`news` does not use `links`: in one `par` block this run would have been 4.0s shorter\n";
    assert!(report.to_string().contains(told), "{report}");
}
