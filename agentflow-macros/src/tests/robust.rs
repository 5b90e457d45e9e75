//! Half-written and damaged workflows: never a panic, and every error on a token of the input.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::Expr;

use super::{front, places, tokens};
use crate::ast::StepKind;
use crate::names::{Known, depends, rename_self, rewrite_borrowed, uses};

pub(super) const WORKFLOWS: &[&str] = &[
    "par { a = search(x); b = search(y) } => merge(a, b)",
    "par { web = search_web(&topic)?; news = search_news(&topic)?; own = grep(&topic); best = rank(&news); } => merge(web, best, own)",
    "let text = blocking { std::fs::read_to_string(&path) }?; words: Vec<&str> = text.split(' ').collect(); => words.len()",
    "#[retry(times = 5, backoff = exponential(100ms))] a = fetch(url).await?; #[timeout(5s)] (b, c) = split(&a); => (b, c)",
    r#"a = format!("{x:?} {y:>width$} {}", z.len()); => { println!("{a}"); a }"#,
    "a = match x { Some(y) if y > 3 => y, None => { return 1 } _ => 0 }; b = if let Some(c) = a { c? } else { 2 }; => b",
    "a = f(|x: &u8| -> u8 { *x + y }); b = a.iter().map(move |z| z + 1).collect::<Vec<_>>(); => b",
    "inner = workflow! { par { a = f(&x)?; b = g(a) } => a + b }; outer = inner.await?; => Ok::<_, Error>(outer)",
    "par { a = f(b); b = g(c); c = h(a); d = d + 1 } par { par { e = 1 } } => self.finish(a, d, e)",
    "Point { x, y: z } = p; [first, .., last] = list; Ok(v) | Err(v) = r; all @ (l, _) = t; => vec![x; z]",
    r#"a = json!({ "k": [x, { "n": y }], "s": "{z}" }); b = select! { v = f() => v, _ = g() => 1 }; => raw!(a . b :: c)"#,
    "a = par for q in qs if ok(&q) { f(q) }; b = race { f(); g() }; c = loop (s = 1) max 3 { s }; => 'l: loop { break 'l a[0].b }",
    "a = unsafe { *p }; b = async move { x.await }; c = const { 1 + 2 }; _ = &mut a.b[c]; => <T as U>::v(&raw const b)",
];

/// A group with other contents and the same place.
pub(super) fn with_contents(group: &Group, contents: TokenStream) -> TokenTree {
    let mut changed = Group::new(group.delimiter(), contents);
    changed.set_span(group.span());
    changed.into()
}

/// What an editor sees while the workflow is typed: cut at a token, with open brackets closed.
pub(super) fn prefixes(tokens: &[TokenTree]) -> Vec<TokenStream> {
    let mut all = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let before: TokenStream = tokens[..index].iter().cloned().collect();
        all.push(before.clone());
        if let TokenTree::Group(group) = token {
            for inner in prefixes(&list(group.stream())) {
                all.push(before.clone().into_iter().chain([with_contents(group, inner)]).collect());
            }
        }
    }
    all
}

/// One token deleted, doubled, or swapped with its neighbour, at any depth.
pub(super) fn damaged(tokens: &[TokenTree]) -> Vec<TokenStream> {
    let mut all = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let mut changed = tokens.to_vec();
        changed.remove(index);
        all.push(changed.into_iter().collect());
        let mut changed = tokens.to_vec();
        changed.insert(index, token.clone());
        all.push(changed.into_iter().collect());
        if index + 1 < tokens.len() {
            let mut changed = tokens.to_vec();
            changed.swap(index, index + 1);
            all.push(changed.into_iter().collect());
        }
        if let TokenTree::Group(group) = token {
            for inner in damaged(&list(group.stream())) {
                let mut changed = tokens.to_vec();
                changed[index] = with_contents(group, inner);
                all.push(changed.into_iter().collect());
            }
        }
    }
    all
}

pub(super) fn list(tokens: TokenStream) -> Vec<TokenTree> {
    tokens.into_iter().collect()
}

/// Runs everything over an input, and looks at its errors.
fn run(input: &TokenStream) {
    let messages = run_once(input);
    let distinct: BTreeSet<_> = messages.iter().collect();
    assert_eq!(distinct.len(), messages.len(), "reported twice: {messages:#?}\n{input}");
}

fn run_once(input: &TokenStream) -> Vec<(usize, String)> {
    let (workflow, errors) = front(input.clone());
    for (index, stage) in workflow.stages.iter().enumerate() {
        let _ = depends(stage, &Known::before(&workflow, index));
    }
    for step in workflow.steps() {
        let found = uses(step, &Known::before(&workflow, workflow.stages.len())).uses;
        if let StepKind::Agent(expr) = &step.kind {
            let mut expr: Expr = expr.as_ref().clone();
            let names: Vec<_> = found.into_iter().map(|it| it.ident).collect();
            rewrite_borrowed(&mut expr, &names);
            rename_self(&mut expr);
        }
    }
    let broken = workflow.steps().any(|step| matches!(step.kind, StepKind::Broken(_)));
    assert!(!broken || !errors.is_empty(), "unreported: {input}");
    let found = places(errors);
    for (span, message) in &found {
        assert!(input.is_empty() || !span.byte_range().is_empty(), "not on a token: {message}\n{input}");
    }
    found.into_iter().map(|(span, message)| (span.byte_range().start, message)).collect()
}

#[test]
fn every_prefix() {
    for source in WORKFLOWS {
        let all = list(tokens(source));
        prefixes(&all).iter().for_each(run);
    }
}

#[test]
fn every_damage_of_one_token() {
    for source in WORKFLOWS {
        let all = list(tokens(source));
        for input in damaged(&all) {
            // A doubled token has the place of its original, so one place may well have two errors.
            run_once(&input);
        }
    }
}

#[test]
fn arbitrary_tokens() {
    // Each sequence of up to four of these.
    let alphabet = ["a", "par", "=", "=>", ";", ",", "{ a = 1 }", "(x)", "#", "?", ":", "race", "let", "blocking"];
    let mut sources = vec![String::new()];
    for _ in 0..4 {
        let longer: Vec<String> =
            sources.iter().flat_map(|source| alphabet.map(|token| format!("{source} {token}"))).collect();
        for source in &longer {
            run(&tokens(source));
        }
        sources = longer;
    }
}

#[test]
fn groups_without_brackets_are_read_through() {
    // What `macro_rules!` around the block passes on as `$step:expr`.
    let group = TokenTree::Group(Group::new(Delimiter::None, tokens("f(&x)")));
    let mut input = tokens("a = ");
    input.extend([group]);
    input.extend(tokens("; => a"));
    let (workflow, errors) = front(input);
    assert!(errors.is_empty());
    let found = uses(&workflow.stages[0].bindings[0].step, &Known::default()).uses;
    assert_eq!(found.iter().map(|it| it.ident.to_string()).collect::<Vec<_>>(), ["x"]);
}

#[test]
fn brackets_without_end() {
    for (open, close) in [("(", ")"), ("f(|x| {", "})"), ("par { a = ", "}"), ("workflow! { => ", "}")] {
        let source = format!("=> {}1{}", open.repeat(1000), close.repeat(1000));
        let messages = run_once(&tokens(&source));
        assert!(messages[0].1.contains("nested too deep"), "{messages:?}");
    }
}
