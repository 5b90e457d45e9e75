//! The policies of a binding: `#[retry(3)] #[timeout(5s)] name = step`.
//!
//! ```text
//! policy     := "retry" "(" expr | retry-arg ("," retry-arg)* ")"
//!             | "timeout" "(" time ")"            | "hedge" "(" time ")"
//!             | "fallback" "(" step ")"           | "limit" "(" expr ")"
//!             | "within" "(" expr ")"             | "cached" ("(" cached-arg ("," cached-arg)* ")")?
//! retry-arg  := "times" "=" expr | "backoff" "=" backoff | "jitter" | "when" "=" expr
//! backoff    := ("constant" | "exponential") "(" time ("," "max" "=" time)? ")"
//! cached-arg := "key" "=" expr | "store" "=" expr
//! time       := literal with a unit, as `5s` | expr
//! ```

use proc_macro2::{Ident, TokenStream};
use syn::Expr;

use super::Body;

/// A step under policies.
#[derive(Clone)]
pub(crate) struct Guarded {
    /// As they are written: the first one is the outermost.
    pub(crate) policies: Vec<Policy>,
    /// The step, without its `?`: that one asks for what the policies make of it.
    pub(crate) body: Body,
}

/// One policy.
#[derive(Clone)]
pub(crate) struct Policy {
    /// Its name, as it is written.
    pub(crate) name: Ident,
    /// What stands in its parentheses, as it is written.
    pub(crate) arguments: TokenStream,
    /// What it says.
    pub(crate) kind: PolicyKind,
}

/// What a policy says. A time is an expression of type `Duration` here, however it was written.
#[derive(Clone)]
pub(crate) enum PolicyKind {
    /// Try again.
    Retry { times: Expr, backoff: Option<Box<Backoff>>, jitter: bool, when: Option<Expr> },
    /// Give up after so long.
    Timeout(Expr),
    /// Start a second one after so long.
    Hedge(Expr),
    /// Do this instead.
    Fallback(Box<Body>),
    /// Wait for a place.
    Limit(Expr),
    /// Give up when this budget is spent.
    Within(Expr),
    /// Run equal calls once.
    Cached { key: Option<Expr>, store: Option<Expr> },
}

/// How long a retry waits between two tries.
#[derive(Clone)]
pub(crate) struct Backoff {
    /// `constant` or `exponential`.
    pub(crate) shape: Ident,
    /// The first wait.
    pub(crate) first: Expr,
    /// The longest wait.
    pub(crate) max: Option<Expr>,
}

impl Guarded {
    /// The step and what stands in for it.
    pub(crate) fn bodies(&self) -> Vec<&Body> {
        let others = self.policies.iter().filter_map(|policy| match &policy.kind {
            PolicyKind::Fallback(body) => Some(&**body),
            _ => None,
        });
        let mut bodies: Vec<_> = others.collect();
        bodies.push(&self.body);
        bodies
    }

    /// The same, to change them.
    pub(crate) fn bodies_mut(&mut self) -> Vec<&mut Body> {
        let others = self.policies.iter_mut().filter_map(|policy| match &mut policy.kind {
            PolicyKind::Fallback(body) => Some(&mut **body),
            _ => None,
        });
        let mut bodies: Vec<_> = others.collect();
        bodies.push(&mut self.body);
        bodies
    }

    /// Whether the value that the policies are given is made a `Result` of this language: one of them needs it, or the step
    /// ends in `?` itself, be it in a body.
    pub(crate) fn is_tried(&self, asked: bool) -> bool {
        asked || self.body.workflow.can_fail() || self.policies.iter().any(|policy| policy.kind.tries())
    }

    /// Whether what they make of the step can fail: the last word has the outermost policy that decides it.
    pub(crate) fn can_fail(&self) -> bool {
        let decides = self.policies.iter().find_map(|policy| match &policy.kind {
            PolicyKind::Fallback(other) => Some(other.workflow.can_fail()),
            PolicyKind::Retry { .. } | PolicyKind::Timeout(_) | PolicyKind::Within(_) => Some(true),
            PolicyKind::Hedge(_) | PolicyKind::Limit(_) | PolicyKind::Cached { .. } => None,
        });
        decides.unwrap_or(true)
    }
}

impl PolicyKind {
    /// Whether it asks if the step has failed, or makes it fail.
    pub(crate) fn tries(&self) -> bool {
        matches!(self, Self::Retry { .. } | Self::Timeout(_) | Self::Fallback(_) | Self::Within(_))
    }

    /// The expressions in it, in the order in which they are evaluated.
    pub(crate) fn exprs_mut(&mut self) -> Vec<&mut Expr> {
        match self {
            Self::Retry { times, backoff, when, .. } => {
                let mut exprs = vec![times];
                if let Some(Backoff { first, max, .. }) = backoff.as_deref_mut() {
                    exprs.push(first);
                    exprs.extend(max);
                }
                exprs.extend(when);
                exprs
            }
            Self::Timeout(expr) | Self::Hedge(expr) | Self::Limit(expr) | Self::Within(expr) => vec![expr],
            Self::Fallback(_) => Vec::new(),
            Self::Cached { key, store } => [key, store].into_iter().flatten().collect(),
        }
    }

    /// The same, to look at.
    pub(crate) fn exprs(&self) -> Vec<Expr> {
        self.clone().exprs_mut().into_iter().map(|expr| expr.clone()).collect()
    }
}
