//! Long and deep blocks: what comes out grows with the block, and not with a power of it; and it comes out.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

use super::super::{front, tokens};
use crate::{editor, expand};

/// A block of some length.
type Shape = fn(usize) -> String;

const LONG: &[(&str, Shape)] = &[
    ("bindings", |n| "_ = f(&x); ".repeat(n) + "=> 1"),
    ("a chain", |n| each(n, |at| format!("v{} = f(&v{at}); ", at + 1)) + "=> 1"),
    ("a par block", |n| format!("par {{ {}}} => 1", each(n, |at| format!("v{at} = f(&x); ")))),
    ("par blocks", |n| each(n, |at| format!("par {{ v{at} = f(&x); _ = g() }} ")) + "=> 1"),
    ("arms", |n| format!("=> match x {{ {}_ => g() }}", "1 => f(), ".repeat(n))),
    ("an else if", |n| format!("=> if x {{ f() }} {}else {{ g() }}", "else if y { f() } ".repeat(n))),
    ("a race", |n| format!("=> race {{ {}}}", "f(); ".repeat(n))),
    ("a sum", |n| format!("=> x {}", "+ f(x) ".repeat(n))),
    ("policies", |n| "#[retry(3)] ".repeat(n) + "a = f(); => a"),
];

const BROKEN: &[(&str, Shape)] = &[
    ("statements", |n| "a. = b; ".repeat(n)),
    ("expressions", |n| format!("a = {}; => a", "b c. ".repeat(n))),
    ("operators", |n| format!("a = {}; => a", "- ".repeat(n))),
    ("arrows", |n| "=> ".repeat(n)),
    ("hashes", |n| "# ".repeat(n)),
    ("equals", |n| "a = ".repeat(n)),
    ("arms", |n| format!("=> match x. {{ {}}}", "Some(y) if y. => f(z.), ".repeat(n))),
];

/// As deep as brackets may be.
const DEEP: &[(&str, Shape)] = &[
    ("if", |n| nested("if x { a = f(); ", "=> 1", "} else { g() }", n)),
    ("if in place", |n| nested("if x { ", "f()", "} else { g() }", n)),
    ("match", |n| nested("match x { Some(y) => ", "f()", ", _ => g() }", n)),
    ("par for", |n| nested("par for x in y if t(&x) { ", "f(x)", "}", n)),
    ("race", |n| nested("race { g(); ", "f(x)", "}", n)),
    ("loop", |n| nested("loop(s = 1) max 3 { ", "f(s)", "}", n)),
    ("fallback", |n| nested("race { { #[fallback(", "f()", ")] a = g(); => a } }", n / 4)),
    ("workflow", |n| nested("workflow! { => f(", "x", ") }", n / 2)),
    ("format", |n| nested("format!(\"{}\", ", "x", ")", n)),
    ("broken if", |n| nested("if x. { ", "f()", "} else { g() }", n)),
    ("broken match", |n| nested("match x. { Some(y) => ", "f(x y)", ", _ => g() }", n)),
    ("broken calls", |n| nested("f(", "x y", ")", n)),
];

fn each(n: usize, one: fn(usize) -> String) -> String {
    (0..n).map(one).collect()
}

fn nested(open: &str, inside: &str, close: &str, times: usize) -> String {
    format!("=> {}{inside}{}", open.repeat(times), close.repeat(times))
}

/// Both expansions.
fn expanded(source: &str) -> (TokenStream, TokenStream) {
    let (workflow, errors) = front(tokens(source));
    let made = if errors.is_empty() { expand::workflow(&workflow, &quote!(krate)) } else { TokenStream::new() };
    (made, editor::workflow(workflow, errors, &quote!(krate)))
}

fn count(tokens: TokenStream) -> usize {
    let inside = |token| match token {
        TokenTree::Group(group) => 2 + count(group.stream()),
        _ => 1,
    };
    tokens.into_iter().map(inside).sum()
}

#[test]
fn what_comes_out_grows_with_the_block() {
    for (name, shape) in LONG.iter().chain(BROKEN) {
        let sizes = [50, 100].map(|length| expanded(&shape(length)));
        let [(made, shown), (made_of_twice, shown_of_twice)] = sizes.map(|(made, shown)| (count(made), count(shown)));
        assert!(2 * made_of_twice <= 5 * made, "{name}: {made} tokens, and {made_of_twice} of twice as much");
        assert!(2 * shown_of_twice <= 5 * shown, "{name}: {shown} tokens, and {shown_of_twice} of twice as much");
    }
}

#[test]
fn the_deepest_blocks_are_read() {
    for (name, shape) in DEEP {
        let (_, shown) = expanded(&shape(60));
        assert!(!shown.is_empty(), "{name}");
    }
}
