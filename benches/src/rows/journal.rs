//! Row 20: what it costs that agents are remembered on disk, beside a write with a sync by hand and beside the plan alone.

use std::sync::atomic::{AtomicUsize, Ordering};

use agentflow::executor::Journal;
use agentflow::{AgentTask, agent, workflow};
use redb::{Database, TableDefinition};

use crate::line::{Line, ratios};
use crate::measure::Contest;
use crate::setup::Setup;

#[agent]
fn next(n: u64) -> u64 {
    n + 1
}

fn plain_next(n: u64) -> u64 {
    n + 1
}

fn one_by_one(agents: u64) -> AgentTask<u64> {
    workflow! { values = par(1) for n in 0..agents { next(n) }; => values.len() as u64 }
}

fn at_once(agents: u64) -> AgentTask<u64> {
    workflow! { values = par for n in 0..agents { next(n) }; => values.len() as u64 }
}

fn plain(agents: u64) -> AgentTask<u64> {
    workflow! { values = par for n in 0..agents { plain_next(n) }; => values.len() as u64 }
}

const VALUES: TableDefinition<'_, u64, u64> = TableDefinition::new("values");

/// What one would write: each value is on the disk before the next agent begins.
fn by_hand(file: &Database, agents: u64) -> Result<(), redb::Error> {
    for n in 0..agents {
        let transaction = file.begin_write()?;
        transaction.open_table(VALUES)?.insert(n, plain_next(n))?;
        transaction.commit()?;
    }
    Ok(())
}

pub(crate) fn overhead(setup: &Setup) -> Vec<Line> {
    let folder = tempfile::tempdir().expect("a folder");
    let journal = Journal::open(folder.path().join("journal")).expect("a journal");
    let file = Database::create(folder.path().join("by hand")).expect("a store");
    let (few, many) = (setup.size(200) as u64, setup.size(1_000) as u64);
    let runs = AtomicUsize::new(0);
    let new = || journal.wrap(runs.fetch_add(1, Ordering::Relaxed).to_string(), &setup.pool);
    let hand = |agents| by_hand(&file, agents).expect("the disk has room");

    let contest = Contest::ours(|| one_by_one(few).run_on(&new())).against("redb by hand", || hand(few));
    let lines = ratios("one by one", &contest.run(setup.rounds(7)), few as f64, "an agent");
    let mut lines: Vec<Line> = lines.into_iter().map(|line| line.bar(2.0, 1.5)).collect();
    let contest = Contest::ours(|| at_once(many).run_on(&new())).against("redb by hand", || hand(many));
    let at_once_too = ratios("1,000 at once", &contest.run(setup.rounds(7)), many as f64, "an agent");
    lines.extend(at_once_too.into_iter().map(|line| line.bar(0.1, 0.05)));

    let known = journal.wrap("known", &setup.pool);
    at_once(many).run_on(&known);
    let contest = Contest::ours(|| at_once(many).run_on(&known));
    let contest = contest.against("no journal", || at_once(many).run_on(&setup.pool));
    lines.extend(ratios("1,000 whose values are known", &contest.run(setup.rounds(21)), many as f64, "an agent"));

    let contest = Contest::ours(|| at_once(many).run_on(&setup.pool));
    let contest = contest.against("a plain fn", || plain(many).run_on(&setup.pool));
    let unrecorded = ratios("`#[agent]`, no journal", &contest.run(setup.rounds(21)), many as f64, "an agent");
    let why = "A call is a task, which can be run again, raced and sent: one node with its input in it, and a step of the loop that runs it. Of some 330 \
               instructions, allocating and freeing it takes 130.";
    lines.extend(unrecorded.into_iter().map(|line| Line { remark: Some(why.to_owned()), ..line.bar(1.1, 1.0) }));
    lines
}
