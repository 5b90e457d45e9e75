//! What any number of plans at once mean.

use super::outcomes::{Outcome, Outcomes};
use super::reading::{Done, Reading};
use super::{All, Failure, Shape, merge};

impl Reading {
    /// Parts that run at once. As soon as one of them `ends` all, the others need not come to their end.
    pub(super) fn at_once(&mut self, parts: &[Shape], ends: impl Fn(&Outcomes) -> bool) -> Vec<Outcomes> {
        let (results, done) = self.each(parts);
        let ending: Vec<bool> = results.iter().map(ends).collect();
        for (index, done) in done.iter().enumerate() {
            if ending.iter().enumerate().any(|(other, ends)| *ends && other != index) {
                self.take_back(done);
            }
        }
        results
    }

    fn each(&mut self, parts: &[Shape]) -> (Vec<Outcomes>, Vec<Done>) {
        parts.iter().map(|part| self.traced(|reading| reading.read(part))).unzip()
    }

    /// `wins`: whether what is completed wins a race at once.
    pub(super) fn all(&mut self, all: All, parts: &[Shape], wins: bool) -> Outcomes {
        // A place under a limit may never be free again.
        let ends_or_stalls = |result: &Outcomes| result.may_panic() || result.may_stall();
        match all {
            All::Sequence => in_order(&self.at_once(parts, Outcomes::may_panic)),
            All::Limited(_) | All::AtOnce(_) | All::PerTime(_) => {
                let results = self.at_once(parts, ends_or_stalls);
                in_order(&results).or_if(results.iter().any(Outcomes::may_stall), Outcome::Stall)
            }
            All::TrySequence => {
                let ends = |result: &Outcomes| result.may_panic() || result.may(Outcome::may_fail);
                first_failure(&self.at_once(parts, ends), in_order)
            }
            All::TryLimited(_) => {
                let ends = |result: &Outcomes| ends_or_stalls(result) || result.may(Outcome::may_fail);
                let results = self.at_once(parts, ends);
                let stalls = results.iter().any(Outcomes::may_stall);
                first_failure(&results, in_order).or_if(stalls, Outcome::Stall)
            }
            All::Race => self.race(parts, wins),
            All::FirstSuccess => self.first_success(parts, wins),
            All::Quorum(n) => self.quorum(All::quorum(n, parts.len()), parts),
        }
    }

    fn race(&mut self, parts: &[Shape], wins: bool) -> Outcomes {
        let completed = parts.iter().position(|part| wins && matches!(part, Shape::Completed(_)));
        let started = completed.map_or(parts, |first| &parts[..=first]);
        let (results, done) = self.each(started);
        let ends = |result: &Outcomes| !result.must(|outcome| *outcome == Outcome::Stall);
        let enders = results.iter().filter(|result| ends(result)).count();
        for (result, done) in results.iter().zip(&done) {
            // The only one that can end does, and so has done all that it does.
            if started.len() > 1 && !(enders == 1 && ends(result) && !result.may_stall()) {
                self.take_back(done);
            }
        }
        let stalls = results.iter().all(Outcomes::may_stall);
        let ends = |result: Outcomes| result.only(|outcome| *outcome != Outcome::Stall);
        results.into_iter().map(ends).fold(Outcomes::default(), Outcomes::or).or_if(stalls, Outcome::Stall)
    }

    fn first_success(&mut self, parts: &[Shape], wins: bool) -> Outcomes {
        let completed = parts.iter().position(|part| wins && matches!(part, Shape::Completed(Ok(_))));
        let started = completed.map_or(parts, |first| &parts[..=first]);
        let (results, done) = self.each(started);
        // All of them run to their end if none succeeds.
        if started.len() > 1 && !results.iter().all(|result| result.must(is_failure)) {
            for done in &done {
                self.take_back(done);
            }
        }
        let successes =
            results.iter().map(|result| result.only(Outcome::may_succeed)).fold(Outcomes::default(), Outcomes::or);
        let failures: Vec<Outcomes> = results.iter().map(|result| result.only(Outcome::may_fail)).collect();
        let all_failed =
            if failures.iter().any(Outcomes::is_none) { Outcomes::default() } else { all_failed(&failures) };
        successes.or(all_failed).or_if(results.iter().any(Outcomes::may_panic), Outcome::Panic).or_if(
            results.iter().any(Outcomes::may_stall) && !results.iter().any(|result| result.must(is_success)),
            Outcome::Stall,
        )
    }

    fn quorum(&mut self, n: usize, parts: &[Shape]) -> Outcomes {
        let (results, done) = self.each(parts);
        if !(n == parts.len() && results.iter().all(|result| result.must(is_success))) {
            for done in &done {
                self.take_back(done);
            }
        }
        let count = |is: &dyn Fn(&Outcomes) -> bool| results.iter().filter(|result| is(result)).count();
        let too_many = parts.len() - n + 1;
        let may_succeed = count(&|result| result.may(Outcome::may_succeed));
        let mut outcomes = Outcomes::default();
        if may_succeed == n {
            let these: Vec<Outcomes> = results
                .iter()
                .map(|result| result.only(Outcome::may_succeed))
                .filter(|these| !these.is_none())
                .collect();
            outcomes = in_order(&these);
        } else if may_succeed > n {
            outcomes = Outcome::Unknown.into();
        }
        if count(&|result| result.may(Outcome::may_fail)) >= too_many {
            outcomes = outcomes.or(Outcomes::failure(Failure::TooFew(too_many)));
        }
        let decided =
            count(&|result| result.must(is_success)) >= n || count(&|result| result.must(is_failure)) >= too_many;
        outcomes
            .or_if(count(&Outcomes::may_panic) > 0, Outcome::Panic)
            .or_if(count(&Outcomes::may_stall) > 0 && !decided, Outcome::Stall)
    }
}

fn is_success(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Value(Ok(_)))
}

fn is_failure(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Value(Err(_)))
}

fn in_order(results: &[Outcomes]) -> Outcomes {
    results.iter().fold(Outcomes::one(Ok(7)), |all, result| all.and(result, merge))
}

/// Of parts of which the first failure ends all; else `merge` says what they come to.
pub(super) fn first_failure(results: &[Outcomes], merge: impl Fn(&[Outcomes]) -> Outcomes) -> Outcomes {
    let failures = results.iter().map(|result| result.only(Outcome::may_fail)).fold(Outcomes::default(), Outcomes::or);
    let go_on = |result: &Outcomes| result.only(|outcome| !is_failure(outcome));
    let others: Vec<Outcomes> = results.iter().map(go_on).collect();
    // Of a panic and a failure, either may be the first.
    let panics = results.iter().any(Outcomes::may_panic);
    failures.or(merge(&others)).or_if(panics, Outcome::Panic)
}

fn all_failed(failures: &[Outcomes]) -> Outcomes {
    let listed = failures.iter().map(|failures| match failures.only_one() {
        Some(Outcome::Value(Err(failure))) => Some(failure.clone()),
        _ => None,
    });
    let all: Option<Vec<Failure>> = listed.collect();
    all.map_or(Outcome::Unknown.into(), |all| Outcomes::failure(Failure::AllFailed(all)))
}
