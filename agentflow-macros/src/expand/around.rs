//! What a body of a step finds around it.

use syn::Ident;

use crate::names::{Known, plain};

/// What a body finds around it.
#[derive(Clone, Default)]
pub(super) struct Around {
    /// All names that are bound there.
    pub(super) known: Known,
    /// Those that it shares with others: it looks at them and owns a handle. It owns each other name that it uses.
    pub(super) shared: Vec<Ident>,
    /// The name of the agent that it is a body of, which is that of its result.
    pub(super) name: String,
    /// Its plan can run again: what it owns is copied for each run.
    pub(super) again: bool,
    /// Its result is what a policy tries, which tells of it.
    pub(super) tried: bool,
    /// Its result is a value of the plan around it, as that of an arm is, unless that is something else.
    pub(super) merges: bool,
    /// What may happen to its agents, as the traits that allow it. An effect has none of them.
    pub(super) risks: Vec<&'static str>,
}

impl Around {
    /// Whether a name is shared.
    pub(super) fn shares(&self, name: &Ident) -> bool {
        self.shared.iter().any(|shared| plain(shared) == plain(name))
    }

    /// For a body whose plan can run again.
    pub(super) fn again(&self) -> Self {
        Around { again: true, ..self.clone() }
    }

    /// For a body whose result a policy tries.
    pub(super) fn tried(&self) -> Self {
        Around { tried: true, ..self.clone() }
    }

    /// For a body that is a value to be used instead of another one.
    pub(super) fn merging(&self) -> Self {
        Around { merges: true, ..self.clone() }
    }

    /// For a body to whose agents this may happen, as the traits that allow it.
    pub(super) fn at_risk(mut self, risks: impl IntoIterator<Item = &'static str>) -> Self {
        self.risks.extend(risks);
        self
    }

    /// With names of a pattern, which hide others.
    pub(super) fn with(&self, names: &[Ident]) -> Self {
        let mut inside = self.clone();
        for name in names {
            inside.known.insert(name);
        }
        inside.shared.retain(|shared| names.iter().all(|name| plain(name) != plain(shared)));
        inside
    }
}
