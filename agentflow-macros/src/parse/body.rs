//! Bodies: `{ statement* => result }`, the sub-workflows of a step.

use proc_macro2::{Span, TokenTree};
use syn::parse::ParseStream;
use syn::parse::discouraged::Speculative as _;
use syn::visit::Visit as _;
use syn::{Block, Expr, ExprBlock, Pat, PatIdent, Stmt, StmtMacro, Token, token};

use super::look::{self, Next};
use super::step::is_broken;
use super::{Reader, last_name};
use crate::ast::{Body, Stage, Step, StepKind, Workflow};
use crate::names::{bound_by, plain};
use crate::search::{Part, Search};

impl Reader {
    /// `{ .. }` behind `after`, which began when there were `before` errors: if something is wrong with it, a missing
    /// body is no further mistake.
    pub(super) fn body_after(&mut self, input: ParseStream<'_>, before: usize, after: &str, span: Span) -> Body {
        if !input.peek(token::Brace) && self.errors.len() == before {
            let span = look::first(input).map_or(span, |token| look::start_of(&token));
            self.errors.push(span, format!("missing body: {after} is followed by `{{ .. }}`"));
        }
        look::up_to_brace(input);
        self.body(input, span)
    }

    /// `{ .. }`. Without a brace, which was reported then, there is nothing in it.
    pub(super) fn body(&mut self, input: ParseStream<'_>, span: Span) -> Body {
        let Some(TokenTree::Group(group)) = look::first(input).filter(|_| input.peek(token::Brace)) else {
            return expression(span, Step::missing());
        };
        let open = group.span_open();
        if let Some(block) = as_rust(input) {
            look::skip(input, 1);
            let block = Expr::Block(ExprBlock { attrs: Vec::new(), label: None, block });
            return expression(open, Step { kind: StepKind::Agent(Box::new(block)), question: None });
        }
        let end = group.span_close();
        let mut workflow = Workflow::missing(end);
        self.within(input, |reader, content| workflow = reader.sub_workflow(content, end));
        Body { open, workflow, kept: false }
    }

    /// Reads what stands in the braces or parentheses that follow.
    pub(super) fn within(&mut self, input: ParseStream<'_>, read: impl FnOnce(&mut Self, ParseStream<'_>)) {
        let outcome = (|| {
            let content;
            if input.peek(token::Brace) {
                syn::braced!(content in input);
            } else {
                syn::parenthesized!(content in input);
            }
            read(self, &content);
            Ok(())
        })();
        if let Err(error) = outcome {
            self.rust(&error);
        }
    }

    /// `statement* "=>"? step`: the arrow may be left out, because a body ends with its value as any block does.
    fn sub_workflow(&mut self, input: ParseStream<'_>, end: Span) -> Workflow {
        let outer = self.result.take();
        let before = self.errors.len();
        let mut stages: Vec<Stage> = Vec::new();
        while !input.is_empty() && self.result.is_none() {
            if let Some(arrow) = self.arrow(input) {
                self.result(input, arrow);
            } else if look::tail(input) {
                let start = look::first(input).map_or(end, |token| look::start_of(&token));
                self.result(input, Token![=>](start));
            } else {
                stages.extend(self.statement(input));
            }
        }
        if self.result.is_none() && self.errors.len() == before {
            let name = last_name(&stages);
            self.errors.push(end, format!("missing result: end this body with what it yields, as in `=> {name}`"));
        }
        let read = std::mem::replace(&mut self.result, outer);
        let (arrow, result) = read.unwrap_or_else(|| (Token![=>](end), Step::missing()));
        Workflow { stages, arrow, result }
    }

    /// An arm without braces: its expression, up to the comma.
    pub(super) fn arm_expression(&mut self, input: ParseStream<'_>, arrow: Span) -> Body {
        let start = look::first(input).map_or(arrow, |token| look::start_of(&token));
        if matches!(look::next(input), Next::End | Next::Comma(_)) {
            self.errors.push(arrow, "missing arm: nothing follows this `=>`");
            return expression(start, Step::missing());
        }
        let ahead = input.fork();
        let step = self.any_step(&ahead, "an arm has no name: write its value, or a body `{ name = ..; => value }`");
        if is_broken(&step) {
            // No more of it than up to its comma.
            return expression(start, Step { kind: StepKind::Broken(look::up_to_comma(input)), question: None });
        }
        input.advance_to(&ahead);
        expression(start, step)
    }
}

/// A body that is one step.
pub(super) fn expression(open: Span, result: Step) -> Body {
    let workflow = Workflow { stages: Vec::new(), arrow: Token![=>](open), result };
    Body { open, workflow, kept: false }
}

/// The body as a Rust block, if it has statements that only Rust has. Bindings are this language's, with `let` or without.
fn as_rust(input: ParseStream<'_>) -> Option<Block> {
    let block: Block = input.fork().parse().ok()?;
    let fails = |expr: &Expr| matches!(expr, Expr::Try(_));
    let (mut changes, mut only_bindings, mut names) = (false, true, Vec::new());
    for stmt in &block.stmts {
        match stmt {
            Stmt::Local(local) => {
                let Some(init) = &local.init else { return Some(block) };
                if fails(&init.expr) {
                    return None;
                }
                let again = bound_by(&local.pat).into_iter().map(plain).any(|name| {
                    let again = names.contains(&name);
                    names.push(name);
                    again
                });
                let rusty = init.diverge.is_some() || again || matches!(*init.expr, Expr::Reference(_));
                changes |= is_changed(&local.pat);
                only_bindings &= !rusty && !changes;
            }
            // Without a variable that can change, this binds one.
            Stmt::Expr(Expr::Assign(_), Some(_)) if !changes => return None,
            Stmt::Expr(expr, _) if fails(expr) => return None,
            Stmt::Expr(_, None) | Stmt::Macro(StmtMacro { semi_token: None, .. }) => {}
            Stmt::Expr(..) | Stmt::Item(_) | Stmt::Macro(_) => only_bindings = false,
        }
    }
    (!only_bindings || block.stmts.is_empty()).then_some(block)
}

/// Whether a pattern binds a variable that can change.
fn is_changed(pat: &Pat) -> bool {
    let mut is_changed = false;
    let mut look = |part: Part<'_>| {
        is_changed |= matches!(part, Part::Pat(Pat::Ident(PatIdent { mutability: Some(_), .. })));
        true
    };
    Search(&mut look).visit_pat(pat);
    is_changed
}
