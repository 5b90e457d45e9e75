//! What it means that a plan does something else, built again, than it did.

/// What to do about it, where the SDK says in its own words that a plan has left its history.
pub(super) fn explained(said: String) -> String {
    let Some((_, how)) = said.split_once("Nondeterminism error") else { return said };
    match agents(how) {
        Some((then, now)) if then == now => format!(
            "the plan gives `{now}` something else than it gave it before: what is between agents has to come to the same \
             each time, so a clock, a random number or a file there is an agent"
        ),
        Some((then, now)) => format!(
            "the plan calls `{now}` where it called `{then}` before: an agent that is renamed keeps its name, \
             `#[agent(name = \"{then}\")]`, and a plan that is changed gets another one"
        ),
        None => format!(
            "the plan does something else than it did before, and one that is changed gets another name: {said}"
        ),
    }
}

/// The agent that was called, and the one that is called now: `.. 'then 0123' .. 'now 4567'`.
fn agents(how: &str) -> Option<(&str, &str)> {
    let quoted = how.split('\'').skip(1).step_by(2);
    let mut agents = quoted.filter_map(|id| Some(id.rsplit_once(' ')?.0));
    Some((agents.next()?, agents.next()?))
}
