//! What is known of a run from outside, and what it hears from there.

use serde_json::json;

use super::super::{Call, CallId};

#[derive(Default)]
pub(super) struct Board {
    /// What was said, under the name of an agent or of a place, and nobody has heard yet.
    pub(super) mail: Vec<(String, Vec<u8>)>,
    /// Calls that someone has to answer, in the order of the plan.
    pub(super) asked: Vec<Call>,
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
    ) -> Option<(CallId, Vec<u8>)> {
        let mut from = 0;
        loop {
            let (mail, call) = self.mail.iter().enumerate().skip(from).find_map(|(mail, (name, _))| {
                let call = self.asked.iter().position(|call| call.agent == name || call.place == *name)?;
                Some((mail, call))
            })?;
            from = mail;
            let (_, answer) = self.mail.remove(mail);
            match check(&self.asked[call], &answer) {
                Ok(()) => return Some((self.asked.remove(call).id, answer)),
                Err(why) => self.refused = Some(why),
            }
        }
    }

    pub(super) fn to_json(&self) -> Vec<u8> {
        let asked = self.asked.iter().map(
            |call| json!({ "agent": call.agent, "place": call.place, "input": String::from_utf8_lossy(&call.input) }),
        );
        let board = json!({
            "asked": asked.collect::<Vec<_>>(),
            "refused": self.refused,
            "known": self.known,
            "under_way": self.under_way,
            "queued": self.queued,
        });
        board.to_string().into_bytes()
    }
}
