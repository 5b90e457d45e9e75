//! What a run under an id finds of the runs before.

use agentflow::executor::{CallEntry, Inline, Journal, Pool};
use agentflow::{AgentTask, Codec, async_task, call_agent, workflow};

use crate::agents::{Runs, agent, journal, pool, try_agent};

/// An agent that counts.
fn counted(runs: &Runs, name: &'static str, input: u64) -> AgentTask<u64> {
    let runs = runs.clone();
    agent(name, input, move |input| {
        runs.add();
        input + 1
    })
}

/// Two searches and what is made of them.
fn plan(runs: &Runs) -> AgentTask<u64> {
    let runs = runs.clone();
    workflow! {
        par { a = counted(&runs, "search", 1); b = counted(&runs, "search", 2) }
        sum = counted(&runs, "sum", a * b);
        => sum
    }
}

#[test]
fn a_second_run_under_an_id_calls_nothing_and_comes_to_the_same() {
    let ((journal, _folder), pool, runs) = (journal(), pool(), Runs::default());
    let run = journal.wrap("one", &pool);
    assert_eq!((plan(&runs).run_on(&run), runs.count()), (7, 3));
    assert_eq!((plan(&runs).run_on(&run), runs.count()), (7, 3));
    assert_eq!((plan(&runs).run_on(&journal.wrap("one", Inline)), runs.count()), (7, 3));
    assert_eq!((plan(&runs).run_on(&journal.wrap("two", &pool)), runs.count()), (7, 6));
}

#[test]
fn what_is_known_outlives_the_journal_that_wrote_it() {
    let ((journal, folder), runs) = (journal(), Runs::default());
    let path = folder.path().join("journal");
    plan(&runs).run_on(&journal.wrap("one", Inline));
    drop(journal);
    let again = Journal::open(&path).unwrap();
    assert_eq!((plan(&runs).run_on(&again.wrap("one", Inline)), runs.count()), (7, 3));
}

#[test]
fn an_edited_plan_calls_what_the_edit_reaches() {
    let ((journal, _folder), pool, runs) = (journal(), pool(), Runs::default());
    let run = journal.wrap("one", &pool);
    plan(&runs).run_on(&run);
    let known = runs.clone();
    let edited = workflow! {
        par { a = counted(&known, "search", 1); c = counted(&known, "search", 3); b = counted(&known, "search", 2) }
        sum = counted(&known, "sum", a * b);
        all = counted(&known, "all", sum + c);
        => all
    };
    assert_eq!((edited.run_on(&run), runs.count()), (12, 3 + 2));
}

#[test]
fn a_run_and_its_calls_can_be_looked_at_and_deleted() {
    let ((journal, _folder), runs) = (journal(), Runs::default());
    plan(&runs).run_on(&journal.wrap("one", Inline));
    let all = journal.runs().unwrap();
    assert_eq!((all.len(), &*all[0].id, all[0].calls, all[0].failed), (1, "one", 3, 0));
    assert!(all[0].ended.is_some_and(|ended| ended >= all[0].began));
    let calls = journal.calls("one").unwrap();
    let shown = |call: &CallEntry| {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        format!("{} {}({}) = {}", call.place, call.agent, text(&call.input), text(&call.value))
    };
    let shown: Vec<String> = calls.iter().map(shown).collect();
    assert_eq!(shown, ["a search(1) = 2", "b search(2) = 3", "sum sum(6) = 7"]);
    assert!(journal.delete("one").unwrap() && !journal.delete("one").unwrap());
    assert!(journal.runs().unwrap().is_empty() && journal.calls("one").unwrap().is_empty());
    assert_eq!((plan(&runs).run_on(&journal.wrap("one", Inline)), runs.count()), (7, 6));
}

#[test]
fn what_is_said_about_a_run_is_kept_until_something_else_is() {
    let (journal, _folder) = journal();
    let about = || journal.runs().unwrap()[0].about.clone();
    let run = |about: Option<&str>| {
        let run = journal.wrap("one", Inline);
        plan(&Runs::default()).run_on(&if let Some(about) = about { run.about(about) } else { run });
    };
    for (said, kept) in [(None, ""), (Some("docs"), "docs"), (None, "docs"), (Some("notes"), "notes")] {
        run(said);
        assert_eq!(about(), kept);
    }
}

#[test]
fn a_failure_is_remembered_until_it_is_forgotten() {
    let ((journal, _folder), runs) = (journal(), Runs::default());
    let flaky = {
        let runs = runs.clone();
        move || {
            let runs = runs.clone();
            try_agent("flaky", 1, move |input| {
                runs.add();
                if runs.count() < 3 { Err("down".to_owned()) } else { Ok(input) }
            })
        }
    };
    let run = journal.wrap("one", Inline);
    assert_eq!(flaky().run_on(&run), Err("down".to_owned()));
    assert_eq!((flaky().run_on(&run), runs.count()), (Err("down".to_owned()), 1));
    assert_eq!(journal.runs().unwrap()[0].failed, 1);
    assert_eq!(journal.forget_failures("one").unwrap(), 1);
    assert_eq!((flaky().run_on(&run), runs.count()), (Err("down".to_owned()), 2));
    assert_eq!(journal.forget_failures("one").unwrap(), 1);
    assert_eq!((flaky().run_on(&run), runs.count()), (Ok(1), 3));
    assert_eq!(journal.forget_failures("one").unwrap(), 0);
}

/// A journal takes no run away from the thread that waits for it: it would have to be woken.
#[test]
fn a_thread_that_waits_for_a_run_begins_it() {
    let (journal, _folder) = journal();
    let where_it_is = || {
        let here = async_task(|| async { std::thread::current().id() });
        let codec = Codec {
            encode: |(): &()| Ok(Vec::new()),
            encode_value: |here: &bool| Ok(vec![u8::from(*here)]),
            decode: |bytes: &[u8]| Ok(bytes == [1]),
            failed: |_| false,
        };
        let waits = std::thread::current().id();
        call_agent("where", (), codec, move |()| here.clone().map(move |here| here == waits))
    };
    assert!(where_it_is().run_on(Pool::shared()));
    assert!(where_it_is().run_on(&journal.wrap("one", Pool::shared())));
}

#[test]
fn each_try_of_a_retried_agent_is_a_call_of_its_own() {
    let ((journal, _folder), runs) = (journal(), Runs::default());
    let plan = {
        let runs = runs.clone();
        let flaky = try_agent("flaky", 1, move |input| {
            runs.add();
            if runs.count() < 3 { Err("down".to_owned()) } else { Ok(input) }
        });
        workflow! { #[retry(3)] a = flaky.clone()?; => a }
    };
    let run = journal.wrap("one", Inline);
    for _ in 0..2 {
        assert_eq!((plan.clone().run_on(&run).unwrap(), runs.count()), (1, 3));
    }
    assert_eq!(journal.runs().unwrap()[0].failed, 2);
}
