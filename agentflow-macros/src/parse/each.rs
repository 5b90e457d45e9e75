//! `par for` as a step.

use proc_macro2::{Span, TokenTree};
use syn::parse::ParseStream;
use syn::{Expr, Ident, Pat, Token};

use super::Reader;
use super::body::expression;
use super::look;
use super::step::broken;
use super::target::in_a_let;
use crate::ast::{Arm, Binding, Body, Choice, Each, Head, Stage, Step, StepKind, TEST, Test, Workflow, kw};
use crate::diagnostics::Start as _;

impl Reader {
    /// `par(limit) for pattern in items if test { .. }?`.
    pub(super) fn each(&mut self, input: ParseStream<'_>) -> Step {
        let start = input.fork();
        let Some(each) = self.whole_each(input) else {
            return broken(&start, input);
        };
        let question = input.parse().ok().flatten();
        Step { kind: StepKind::Each(Box::new(each)), question }
    }

    fn whole_each(&mut self, input: ParseStream<'_>) -> Option<Each> {
        let par: kw::par = input.parse().ok()?;
        let limit = self.limit(input);
        let word: Token![for] = input.parse().ok()?;
        let pat = match Pat::parse_multi_with_leading_vert(input) {
            Ok(pat) => in_a_let(pat),
            Err(error) => {
                self.rust(&error);
                return None;
            }
        };
        if input.parse::<Option<Token![in]>>().ok().flatten().is_none() {
            let span = look::first(input).map_or(word.span, |token| look::start_of(&token));
            self.errors.push(span, "missing `in`: write `par for name in items { .. }`");
            return None;
        }
        let before = self.errors.len();
        let items = self.head(input);
        let test = input.parse::<Option<Token![if]>>().ok().flatten();
        let test = test.map(|word| (word.span, self.head(input)));
        let mut body = self.body_after(input, before, "the collection of a `par for`", word.span);
        let filtered = test.is_some();
        if let Some((span, test)) = test {
            body = kept(body, span, super::step::trailing_question(test));
        }
        Some(Each { par, limit, pat, items, body, filtered })
    }

    /// `(limit)`, if there is one.
    fn limit(&mut self, input: ParseStream<'_>) -> Option<Expr> {
        let Some(TokenTree::Group(group)) = look::first(input) else {
            return None;
        };
        if group.stream().is_empty() {
            look::skip(input, 1);
            let message =
                "missing limit: write how many may be under way at once, as in `par(8) for`, or leave `()` out";
            self.errors.push(group.span_open(), message);
            return None;
        }
        let mut limit = None;
        self.within(input, |reader, content| limit = Some(reader.whole_expr(content)));
        limit
    }
}

/// `{ passed = test; => if passed { body, in Some } else { None } }`
fn kept(body: Body, word: Span, test: Step) -> Body {
    let span = match &test.kind {
        StepKind::Agent(expr) => expr.start(),
        _ => word,
    };
    let passed = Ident::new(TEST, Span::mixed_site().located_at(span));
    let binding = Binding {
        attrs: Vec::new(),
        pat: syn::parse_quote!(#passed),
        ty: Some(syn::parse_quote_spanned!(span=> bool)),
        step: test,
    };
    let open = body.open;
    let arm = Arm { test: Test::If(Box::new(syn::parse_quote!(#passed))), body: Body { kept: true, ..body } };
    let choice = Choice { head: Head::If(Token![if](word)), arms: vec![arm] };
    let result = Step { kind: StepKind::Choice(Box::new(choice)), question: None };
    let stage = Stage { par: None, bindings: vec![binding] };
    let Body { workflow: Workflow { arrow, result, .. }, .. } = expression(open, result);
    Body { open, workflow: Workflow { stages: vec![stage], arrow, result }, kept: false }
}
