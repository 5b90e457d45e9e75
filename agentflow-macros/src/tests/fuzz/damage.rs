//! Workflows with damage, and tokens in no order at all.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::dice::Dice;
use super::valid;
use crate::tests::robust::{list, with_contents};
use crate::tests::tokens;

/// What a mistake can put somewhere.
const PIECES: &[&str] = &[
    "a",
    "b",
    "par",
    "race",
    "loop",
    "max",
    "blocking",
    "let",
    "if",
    "else",
    "match",
    "for",
    "in",
    "=>",
    "=",
    ";",
    ",",
    ":",
    "::",
    ".",
    "?",
    "!",
    "&",
    "|",
    "-",
    ">",
    "<",
    "+",
    "*",
    "@",
    "#",
    "_",
    "..",
    "..=",
    "|x|",
    "0",
    "1.5s",
    "\"s{a}\"",
    "'c'",
    "'life",
    "mut",
    "ref",
    "move",
    "async",
    "await",
    "return",
    "break",
    "continue",
    "self",
    "Self",
    "Some",
    "const",
    "unsafe",
    "where",
    "#[retry(3)]",
    "#[fallback(f())]",
    "#[x]",
    "{ a = 1; }",
    "{ => a }",
    "{ a }",
    "(a)",
    "()",
    "[]",
    "{}",
    "(a, b)",
    "[1; 2]",
    "par { a = 1 }",
    "f(x)?",
    "workflow! { => a }",
    "format!(\"{a}\")",
    "$",
    "~",
    "fn f() {}",
    "let a = 1;",
    "a = f(x);",
    "=> a",
    "r#type",
    "r#\"raw\"#",
    "5u8",
    "b'1'",
];

/// A workflow with one to five mistakes.
pub(super) fn damaged(dice: &mut Dice) -> TokenStream {
    let mut all = list(tokens(&valid::workflow(dice)));
    for _ in 0..=dice.below(5) {
        let piece = if dice.once_in(8) { some_of(dice, &all) } else { list(tokens(dice.one_of(PIECES))) };
        damage(dice, &mut all, &piece);
    }
    all.into_iter().collect()
}

/// Up to twelve pieces, with others in their brackets.
pub(super) fn arbitrary(dice: &mut Dice) -> TokenStream {
    sequence(dice, 3).into_iter().collect()
}

fn sequence(dice: &mut Dice, depth: usize) -> Vec<TokenTree> {
    let mut all = Vec::new();
    for _ in 0..dice.below(12) {
        for token in tokens(dice.one_of(PIECES)) {
            match token {
                TokenTree::Group(group) if depth > 0 && dice.once_in(2) => {
                    all.push(with_contents(&group, sequence(dice, depth - 1).into_iter().collect()));
                }
                token => all.push(token),
            }
        }
    }
    all
}

/// Some tokens that stand behind each other.
fn some_of(dice: &mut Dice, tokens: &[TokenTree]) -> Vec<TokenTree> {
    let from = dice.below(tokens.len() + 1);
    tokens.iter().skip(from).take(1 + dice.below(6)).cloned().collect()
}

/// One mistake, at any depth.
fn damage(dice: &mut Dice, all: &mut Vec<TokenTree>, piece: &[TokenTree]) {
    let groups: Vec<usize> = (0..all.len()).filter(|&at| matches!(all[at], TokenTree::Group(_))).collect();
    if !groups.is_empty() && !dice.once_in(3) {
        let at = dice.one_of(&groups);
        if let TokenTree::Group(group) = &all[at] {
            let mut inside = list(group.stream());
            damage(dice, &mut inside, piece);
            all[at] = with_contents(group, inside.into_iter().collect());
        }
        return;
    }
    let at = dice.below(all.len() + 1);
    let within = at < all.len();
    match dice.below(9) {
        0 | 1 if within => _ = all.remove(at),
        2 if within => all.insert(at, all[at].clone()),
        3 if at + 1 < all.len() => all.swap(at, at + 1),
        4 if within => _ = all.splice(at..=at, piece.iter().cloned()),
        5 if within => all[at] = grouped(dice, &all[at]),
        6 if within => {
            if let TokenTree::Group(group) = all[at].clone() {
                all.splice(at..=at, list(group.stream()));
            }
        }
        7 => all.truncate(at),
        _ => _ = all.splice(at..at, piece.iter().cloned()),
    }
}

/// A token in brackets, or in brackets of another kind.
fn grouped(dice: &mut Dice, token: &TokenTree) -> TokenTree {
    let kinds = [Delimiter::Parenthesis, Delimiter::Brace, Delimiter::Bracket, Delimiter::None];
    let contents = match token {
        TokenTree::Group(group) if dice.once_in(2) => group.stream(),
        token => token.clone().into(),
    };
    let mut group = Group::new(dice.one_of(&kinds), contents);
    group.set_span(token.span());
    group.into()
}
