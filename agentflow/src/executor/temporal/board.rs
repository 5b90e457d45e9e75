//! What is known of a run from outside, and what it hears from there.

use serde_json::json;

use super::super::Call;

/// What is said of an effect that was not done, where others say what it gave: no value is written so.
pub(super) const BEGIN_AGAIN: &[u8] = b"";

/// A call that someone has to answer.
pub(super) struct Question {
    pub(super) call: Call,
    /// It is an effect whose worker was lost, so it is asked whether it was done.
    pub(super) in_doubt: bool,
}

#[derive(Default)]
pub(super) struct Board {
    /// What was said, under the name of an agent or of a place, and nobody has heard yet.
    pub(super) mail: Vec<(String, Vec<u8>)>,
    /// What someone has to answer, in the order of the plan.
    pub(super) asked: Vec<Question>,
    /// Why the last answer was not one.
    pub(super) refused: Option<String>,
    /// How many calls have their value, are under way and are queued.
    pub(super) known: usize,
    pub(super) under_way: usize,
    pub(super) queued: usize,
}

impl Board {
    /// The next answer to a call that waits for one. Those that are no values of their agents are left out.
    pub(super) fn next_answer(
        &mut self,
        check: impl Fn(&Call, &[u8]) -> Result<(), String>,
    ) -> Option<(Question, Vec<u8>)> {
        let mut from = 0;
        loop {
            let (mail, asked) = self.mail.iter().enumerate().skip(from).find_map(|(mail, (name, _))| {
                let is = |Question { call, .. }: &Question| call.agent == name || call.place == *name;
                Some((mail, self.asked.iter().position(is)?))
            })?;
            from = mail;
            let (_, answer) = self.mail.remove(mail);
            let Question { call, in_doubt } = &self.asked[asked];
            let is_again = *in_doubt && answer == BEGIN_AGAIN;
            match if is_again { Ok(()) } else { check(call, &answer) } {
                Ok(()) => return Some((self.asked.remove(asked), answer)),
                Err(why) => self.refused = Some(why),
            }
        }
    }

    /// What is said of each effect that may be done or not.
    pub(super) fn doubts(&self) -> Vec<String> {
        self.asked.iter().filter(|asked| asked.in_doubt).map(|asked| doubt(&asked.call)).collect()
    }

    pub(super) fn to_json(&self) -> Vec<u8> {
        let asked = self.asked.iter().map(
            |Question { call, .. }| json!({ "agent": call.agent, "place": call.place, "input": String::from_utf8_lossy(&call.input) }),
        );
        let board = json!({
            "asked": asked.collect::<Vec<_>>(),
            "doubts": self.doubts(),
            "refused": self.refused,
            "known": self.known,
            "under_way": self.under_way,
            "queued": self.queued,
        });
        board.to_string().into_bytes()
    }
}

fn doubt(Call { agent, place, input, .. }: &Call) -> String {
    const SHOWN: usize = 200;
    let place = if place.is_empty() { agent } else { &**place };
    let input = String::from_utf8_lossy(input);
    let more = if input.chars().count() > SHOWN { " .." } else { "" };
    let input: String = input.chars().take(SHOWN).collect();
    format!(
        "agent `{agent}` is an effect that began at `{place}` with {input}{more}, and its worker was lost, so it may be done \
         or not: look, and then say it. If it was not done, `run.begin_again(\"{place}\")` has it run again; if it was, \
         `run.answer_at::<{agent}>(\"{place}\", &value)` tells what it gave"
    )
}
