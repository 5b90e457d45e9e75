//! Makes an expression of what could not be read as one, since somebody is still writing it.

use proc_macro2::{Delimiter, Group, Punct, Spacing, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::parse::discouraged::Speculative as _;
use syn::parse::{ParseStream, Parser as _};
use syn::punctuated::Punctuated;
use syn::{Expr, Ident, Token, Type};

use super::door;
use crate::ast::{Step, StepKind, Workflow};
use crate::parse::{self, trailing_question};

/// How many expressions are looked for in one place: each may have to be read to its end to see that it is none.
const PIECES: usize = 32;

/// Mends all steps that were begun and could not be read. A choice is read as one, whether Rust can read it or not: so
/// it does not depend on what is inside it how it is shown.
pub(super) fn workflow(workflow: &mut Workflow) {
    for step in workflow.steps_mut() {
        if let StepKind::Broken(tokens) = &step.kind
            && !tokens.is_empty()
        {
            *step = begun(tokens);
        }
        if let StepKind::Agent(expr) = &step.kind
            && let Some(choice) = parse::choice(expr)
        {
            step.kind = StepKind::Choice(Box::new(choice));
        }
        step.bodies_mut().into_iter().for_each(|body| self::workflow(&mut body.workflow));
        if let (StepKind::Guarded(guarded), None) = (&mut step.kind, step.question) {
            // A `?` is that of the step, and not of what is under its policies.
            step.question = guarded.body.workflow.result.question.take();
        }
    }
}

fn begun(tokens: &TokenStream) -> Step {
    let mut inside = tokens.clone().into_iter();
    let is_blocking = matches!(inside.next(), Some(TokenTree::Ident(word)) if word == "blocking");
    let block = |input: ParseStream<'_>| Ok((input.parse()?, input.parse()?));
    if is_blocking && let Ok((block, question)) = block.parse2(ended(inside.collect())) {
        return Step { kind: StepKind::Blocking(block), question };
    }
    let expr = mended(tokens);
    if tokens.clone().into_iter().last().is_some_and(|last| is_dot(&last)) {
        // Something is about to follow, so a `?` before it is not the last.
        return Step { kind: StepKind::Agent(Box::new(expr)), question: None };
    }
    trailing_question(expr)
}

/// An expression that holds as much of the tokens as can be kept: all but a loose end, or the expressions among them, or
/// the names.
pub(super) fn mended(tokens: &TokenStream) -> Expr {
    let ended = ended(tokens.clone());
    let ways: [&dyn Fn() -> TokenStream; 3] = [&|| ended.clone(), &|| pieces(ended.clone()), &|| names(&ended)];
    let mut read = ways.iter().filter_map(|way| syn::parse2(way()).ok());
    read.next().map_or_else(|| Expr::Verbatim(missing()), without_let)
}

/// A `let` has no value.
fn without_let(expr: Expr) -> Expr {
    match expr {
        Expr::Let(it) => *it.expr,
        expr => expr,
    }
}

/// A type whose brackets are not closed yet.
pub(super) fn mended_type(tokens: &TokenStream) -> TokenStream {
    let marks = |mark| tokens.clone().into_iter().filter(|token| is_mark(token, mark)).count();
    let close = (0..marks('<').saturating_sub(marks('>'))).map(|_| Punct::new('>', Spacing::Alone));
    let closed = ended(tokens.clone()).into_iter().chain(close.map(TokenTree::from)).collect();
    syn::parse2(closed).map_or_else(|_| quote!(_), |ty: Type| ty.into_token_stream())
}

/// What stands for an expression that is not there yet. It has the type that is asked for.
pub(super) fn missing() -> TokenStream {
    let door = door();
    quote!(#door::shown_missing())
}

/// Without loose ends: `a.` becomes `a`, and what stands right of an operator is added.
fn ended(tokens: TokenStream) -> TokenStream {
    let mut all = TokenStream::new();
    let mut part: Vec<TokenTree> = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => part.push(with_contents(&group, ended(group.stream()))),
            TokenTree::Punct(mark) if matches!(mark.as_char(), ',' | ';') => {
                all.extend(without_loose_end(std::mem::take(&mut part)));
                all.extend([TokenTree::from(mark)]);
            }
            token => {
                let named = matches!(tokens.peek(), Some(TokenTree::Ident(_) | TokenTree::Literal(_)));
                let range = [part.last(), tokens.peek()].iter().any(|near| near.is_some_and(is_dot));
                if named || range || !is_dot(&token) {
                    part.push(token);
                }
            }
        }
    }
    all.extend(without_loose_end(part));
    all
}

fn is_dot(token: &TokenTree) -> bool {
    is_mark(token, '.')
}

fn is_mark(token: &TokenTree, mark: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == mark)
}

fn without_loose_end(mut part: Vec<TokenTree>) -> TokenStream {
    let mut end = TokenStream::new();
    while let Some(last) = part.last() {
        match last {
            TokenTree::Punct(mark) if mark.as_char() == ':' => {}
            TokenTree::Ident(word) if word == "as" => {}
            TokenTree::Punct(mark) if "+-*/%^&|<=!".contains(mark.as_char()) || follows_equals(&part) => {
                end = missing();
                break;
            }
            _ => break,
        }
        part.pop();
    }
    part.into_iter().chain(end).collect()
}

/// Whether the last mark is the second half of `=>`.
fn follows_equals(part: &[TokenTree]) -> bool {
    let [.., TokenTree::Punct(first), TokenTree::Punct(_)] = part else { return false };
    first.as_char() == '=' && first.spacing() == Spacing::Joint
}

/// The expressions among the tokens, one after the other.
fn pieces(tokens: TokenStream) -> TokenStream {
    let tokens: TokenStream = tokens.into_iter().map(listed).collect();
    let pieces = among(tokens);
    quote!({ #(#pieces);* })
}

/// A group whose contents are a list of expressions, even where a comma is missing.
fn listed(token: TokenTree) -> TokenTree {
    let TokenTree::Group(group) = token else { return token };
    let contents: TokenStream = group.stream().into_iter().map(listed).collect();
    let list = Punctuated::<Expr, Token![,]>::parse_terminated;
    if group.delimiter() == Delimiter::Brace || list.parse2(contents.clone()).is_ok() {
        return with_contents(&group, contents);
    }
    let pieces = among(contents);
    with_contents(&group, quote!(#(#pieces),*))
}

fn among(tokens: TokenStream) -> Vec<Expr> {
    let read = |input: ParseStream<'_>| {
        let mut found = Vec::new();
        for _ in 0..PIECES {
            let ahead = input.fork();
            if let Ok(expr) = ahead.parse::<Expr>() {
                input.advance_to(&ahead);
                found.push(without_let(expr));
            } else {
                match input.parse() {
                    Ok(TokenTree::Group(group)) => found.extend(among(group.stream())),
                    Ok(_) => {}
                    Err(_) => break,
                }
            }
        }
        let _: TokenStream = input.parse()?;
        Ok(found)
    };
    read.parse2(tokens).unwrap_or_default()
}

/// Each word that can be a variable.
fn names(tokens: &TokenStream) -> TokenStream {
    let mut all = Vec::new();
    find_names(tokens.clone(), &mut all);
    let missing = missing();
    quote!({ #(#all;)* #missing })
}

fn find_names(tokens: TokenStream, all: &mut Vec<Ident>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => find_names(group.stream(), all),
            TokenTree::Ident(word) => all.extend(syn::parse2::<Ident>(word.to_token_stream())),
            _ => {}
        }
    }
}

fn with_contents(group: &Group, contents: TokenStream) -> TokenTree {
    let mut changed = Group::new(group.delimiter(), contents);
    changed.set_span(group.span());
    changed.into()
}
