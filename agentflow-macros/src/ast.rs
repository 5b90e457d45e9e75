//! The grammar of `workflow!` as types.
//!
//! ```text
//! workflow   := statement* "=>" step
//! statement  := binding ";" | par-block
//! par-block  := "par" "{" binding (";" binding)* ";"? "}"
//! binding    := attribute* "let"? pattern (":" type)? "=" step
//! step       := expr                          an agent call
//!             | "blocking" block              a call that waits on a file or a socket
//!             | step "?"                      a step that may stop the workflow
//! ```
//!
//! The tree keeps the user's tokens wherever an error message or the expansion wants to point at one.
//! A construct that is yet to come (`par for`, `race`, `loop`, ..) is one more [`StepKind`].

use proc_macro2::{Ident, Span, TokenStream};
use syn::{Attribute, Block, Expr, Pat, Token, Type};

use crate::names;

/// The words that this language adds to Rust's.
pub(crate) mod kw {
    syn::custom_keyword!(blocking);
    syn::custom_keyword!(par);
    syn::custom_keyword!(race);
}

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
    /// Outer attributes: policies, and doc comments.
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
    /// Tokens that could not be read, as the user wrote them; empty where a step is missing. An error was
    /// reported for it. It is kept so that the name it is bound to stays bound, and for editors.
    Broken(TokenStream),
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
}
