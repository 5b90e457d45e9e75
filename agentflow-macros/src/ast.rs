//! The grammar of `workflow!` as types.
//!
//! ```text
//! workflow   := statement* "=>" step
//! statement  := binding ";" | par-block
//! par-block  := "par" "{" binding (";" binding)* ";"? "}"
//! binding    := policy* "let"? pattern (":" type)? "=" step
//! step       := expr                          an agent call
//!             | "blocking" block              a call that waits on a file or a socket
//!             | "if" expr body ("else" "if" expr body)* ("else" body)?
//!             | "match" expr "{" arm* "}"     only the chosen arm starts anything
//!             | "par" ("(" expr ")")? "for" pattern "in" expr ("if" step)? body
//!             | "race" "{" racer (";" racer)* ";"? "}"             the first wins
//!             | "loop" "(" pattern "=" expr ")" "max" expr body    until it breaks
//!             | step "?"                      a step that may stop the workflow
//! arm        := pattern ("if" expr)? "=>" (body | step ",")
//! racer      := body | step
//! body       := "{" statement* "=>"? step "}"
//! policy     := "#" "[" name ("(" arguments ")")? "]"              see [`policy`]
//! ```
//!
//! A body whose statements are all Rust's own (`let`, calls, items) is one expression, as it is in Rust.
//!
//! The tree keeps the user's tokens wherever an error message or the expansion wants to point at one.

mod policy;

use proc_macro2::{Ident, Span, TokenStream};
use syn::{Attribute, Block, Expr, Pat, Token, Type};

use crate::names;

pub(crate) use policy::{Backoff, Guarded, Policy, PolicyKind};

/// The words that this language adds to Rust's.
pub(crate) mod kw {
    syn::custom_keyword!(blocking);
    syn::custom_keyword!(max);
    syn::custom_keyword!(par);
    syn::custom_keyword!(race);
}

/// What the test of a `par for` is bound to.
pub(crate) const TEST: &str = "__passed";

/// A whole block: `statement* => result`.
#[derive(Clone)]
pub(crate) struct Workflow {
    /// The statements in the order in which they are written.
    pub(crate) stages: Vec<Stage>,
    /// The arrow; when the user forgot it, it has the span of the last token.
    pub(crate) arrow: Token![=>],
    /// What the workflow yields.
    pub(crate) result: Step,
}

/// One statement: a binding by itself, or all bindings of a `par` block.
#[derive(Clone)]
pub(crate) struct Stage {
    /// The word `par`; a sequential statement has none, and exactly one binding.
    pub(crate) par: Option<kw::par>,
    /// The bindings in the order in which they are written.
    pub(crate) bindings: Vec<Binding>,
}

/// `#[attribute] pattern: Type = step`.
#[derive(Clone)]
pub(crate) struct Binding {
    /// Doc comments, and attributes that are no policies. Policies are a part of the step.
    pub(crate) attrs: Vec<Attribute>,
    /// What stands left of `=`, without the type.
    pub(crate) pat: Pat,
    /// The annotation after `:`.
    pub(crate) ty: Option<Type>,
    /// What stands right of `=`.
    pub(crate) step: Step,
}

/// The right-hand side of a binding, or the result.
#[derive(Clone)]
pub(crate) struct Step {
    /// What runs.
    pub(crate) kind: StepKind,
    /// The `?` that ends the step. A `?` further inside stays in the expression.
    pub(crate) question: Option<Token![?]>,
}

/// What a step runs.
#[derive(Clone)]
pub(crate) enum StepKind {
    /// A call of any agent: ordinary, async, or one that gives a task.
    Agent(Box<Expr>),
    /// `blocking { .. }`: a call that holds its thread while it waits.
    Blocking(Block),
    /// `if` or `match`: one of several sub-workflows.
    Choice(Box<Choice>),
    /// `par for`: a sub-workflow for each item.
    Each(Box<Each>),
    /// `race`: several sub-workflows, of which the first wins.
    Race(Race),
    /// `loop`: a sub-workflow for each turn.
    Loop(Box<Loop>),
    /// A step under policies.
    Guarded(Box<Guarded>),
    /// Tokens that could not be read, as the user wrote them; empty where a step is missing. An error was
    /// reported for it. It is kept so that the name it is bound to stays bound, and for editors.
    Broken(TokenStream),
}

/// `if cond { .. } else { .. }` or `match value { .. }`.
#[derive(Clone)]
pub(crate) struct Choice {
    /// The word, with the value that a `match` looks at.
    pub(crate) head: Head,
    /// The arms in the order in which they are tried.
    pub(crate) arms: Vec<Arm>,
}

/// How a choice begins.
#[derive(Clone)]
pub(crate) enum Head {
    /// `if`.
    If(Token![if]),
    /// `match value`.
    Match(Token![match], Box<Expr>),
}

/// One way to go on.
#[derive(Clone)]
pub(crate) struct Arm {
    /// When it is chosen.
    pub(crate) test: Test,
    /// What runs then.
    pub(crate) body: Body,
}

/// When an arm is chosen.
#[derive(Clone)]
pub(crate) enum Test {
    /// `if cond` and `else if cond`.
    If(Box<Expr>),
    /// `else`.
    Else,
    /// `pattern if guard =>`.
    Pattern(Vec<Attribute>, Box<Pat>, Option<Box<Expr>>),
}

/// `par(limit) for pat in items if test { .. }`.
#[derive(Clone)]
pub(crate) struct Each {
    /// The word `par`.
    pub(crate) par: kw::par,
    /// How many items may be under way at once.
    pub(crate) limit: Option<Expr>,
    /// What an item is bound to.
    pub(crate) pat: Pat,
    /// What is gone through.
    pub(crate) items: Expr,
    /// For each item; with a test, its result is a choice: see [`Each::kept`].
    pub(crate) body: Body,
    /// Whether there is a test, which leaves items out.
    pub(crate) filtered: bool,
}

/// `race { racer; .. }`.
#[derive(Clone)]
pub(crate) struct Race {
    /// The word `race`.
    pub(crate) race: kw::race,
    /// In the order in which they are written.
    pub(crate) racers: Vec<Body>,
}

/// `loop(pat = seed) max turns { .. }`.
#[derive(Clone)]
pub(crate) struct Loop {
    /// The word `loop`.
    pub(crate) word: Token![loop],
    /// What the state is bound to.
    pub(crate) pat: Pat,
    /// The first state.
    pub(crate) seed: Expr,
    /// How many turns there may be.
    pub(crate) turns: Expr,
    /// For each turn.
    pub(crate) body: Body,
}

/// A sub-workflow in braces, or the expression of an arm.
#[derive(Clone)]
pub(crate) struct Body {
    /// Where it begins.
    pub(crate) open: Span,
    /// What it says.
    pub(crate) workflow: Workflow,
    /// Its value is wrapped in `Some`: the item passed its test.
    pub(crate) kept: bool,
}

impl Workflow {
    /// A workflow of which nothing could be read.
    pub(crate) fn missing(span: Span) -> Self {
        Workflow { stages: Vec::new(), arrow: Token![=>](span), result: Step::missing() }
    }

    /// All bindings with the index of their stage, in the order in which they are written.
    pub(crate) fn bindings(&self) -> impl Iterator<Item = (usize, &Binding)> {
        let numbered = self.stages.iter().enumerate();
        numbered.flat_map(|(stage, it)| it.bindings.iter().map(move |binding| (stage, binding)))
    }

    /// All steps: that of each binding, then the result.
    pub(crate) fn steps(&self) -> impl Iterator<Item = &Step> {
        let bound = self.bindings().map(|(_, binding)| &binding.step);
        bound.chain(std::iter::once(&self.result))
    }

    /// The same, to change them.
    pub(crate) fn steps_mut(&mut self) -> impl Iterator<Item = &mut Step> {
        let bindings = self.stages.iter_mut().flat_map(|stage| &mut stage.bindings);
        bindings.map(|binding| &mut binding.step).chain(std::iter::once(&mut self.result))
    }

    /// Whether any `?` can end it.
    pub(crate) fn can_fail(&self) -> bool {
        self.steps().any(Step::can_fail)
    }
}

impl Binding {
    /// The names that the pattern binds, in the order in which they are written.
    ///
    /// An identifier that begins with an upper-case letter is a constant or a unit struct, so it binds nothing.
    pub(crate) fn names(&self) -> Vec<&Ident> {
        names::bound_by(&self.pat)
    }
}

impl Step {
    /// A step that the user left out.
    pub(crate) fn missing() -> Self {
        Step { kind: StepKind::Broken(TokenStream::new()), question: None }
    }

    /// Whether its failure ends the workflow: by its own `?`, or by one in a body.
    pub(crate) fn can_fail(&self) -> bool {
        match &self.kind {
            StepKind::Guarded(guarded) => {
                guarded.can_fail() && (self.question.is_some() || guarded.body.workflow.can_fail())
            }
            _ => self.question.is_some() || self.body_can_fail(),
        }
    }

    /// Whether one of its bodies can fail.
    pub(crate) fn body_can_fail(&self) -> bool {
        self.bodies().iter().any(|body| body.workflow.can_fail())
    }

    /// Whether several plans are made of its bodies in one run: one for each item or turn, or one for each body.
    pub(crate) fn has_several_plans(&self) -> bool {
        match &self.kind {
            StepKind::Each(_) | StepKind::Loop(_) => true,
            StepKind::Race(_) | StepKind::Guarded(_) => self.bodies().len() > 1,
            StepKind::Agent(_) | StepKind::Blocking(_) | StepKind::Choice(_) | StepKind::Broken(_) => false,
        }
    }

    /// The sub-workflows in it.
    pub(crate) fn bodies(&self) -> Vec<&Body> {
        match &self.kind {
            StepKind::Choice(choice) => choice.arms.iter().map(|arm| &arm.body).collect(),
            StepKind::Each(each) => vec![&each.body],
            StepKind::Race(race) => race.racers.iter().collect(),
            StepKind::Loop(repeated) => vec![&repeated.body],
            StepKind::Guarded(guarded) => guarded.bodies(),
            StepKind::Agent(_) | StepKind::Blocking(_) | StepKind::Broken(_) => Vec::new(),
        }
    }

    /// The same, to change them.
    pub(crate) fn bodies_mut(&mut self) -> Vec<&mut Body> {
        match &mut self.kind {
            StepKind::Choice(choice) => choice.arms.iter_mut().map(|arm| &mut arm.body).collect(),
            StepKind::Each(each) => vec![&mut each.body],
            StepKind::Race(race) => race.racers.iter_mut().collect(),
            StepKind::Loop(repeated) => vec![&mut repeated.body],
            StepKind::Guarded(guarded) => guarded.bodies_mut(),
            StepKind::Agent(_) | StepKind::Blocking(_) | StepKind::Broken(_) => Vec::new(),
        }
    }
}

impl Body {
    /// Whether it is an expression, or a choice of expressions: then it stands where it is written, among the names
    /// there, and needs no workflow of its own.
    pub(crate) fn is_in_place(&self) -> bool {
        let result = &self.workflow.result;
        self.workflow.stages.is_empty() && matches!(result.kind, StepKind::Agent(_) | StepKind::Choice(_))
    }
}
