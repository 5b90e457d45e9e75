//! What an editor is shown of half a workflow.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, Ident, Spacing, Span, TokenStream, TokenTree};
use quote::quote;
use syn::Expr;

use super::robust::{WORKFLOWS, list, prefixes, with_contents};
use super::{found, front, tokens};
use crate::editor;

/// The expansion for editors.
pub(super) fn expanded(input: &TokenStream) -> TokenStream {
    let (workflow, errors) = front(input.clone());
    editor::workflow(workflow, errors, &quote!(krate))
}

/// The expansion for editors, which has to be Rust.
pub(super) fn shown(input: &TokenStream) -> TokenStream {
    let shown = expanded(input);
    let read = syn::parse2::<Expr>(shown.clone());
    assert!(read.is_ok(), "{:?}\n{input}\n{shown}", read.err());
    shown
}

fn workflows() -> Vec<TokenStream> {
    WORKFLOWS.iter().map(|source| tokens(source)).chain(found::workflows()).collect()
}

/// All tokens, one after the other, and groups as their brackets.
fn flat(tokens: TokenStream) -> Vec<String> {
    let mut all = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                all.push(format!("{:?}", group.delimiter()));
                all.extend(flat(group.stream()));
                all.push("end".to_owned());
            }
            other => all.push(other.to_string()),
        }
    }
    all
}

/// The words, each with its place.
pub(super) type Words = BTreeSet<(String, usize)>;

pub(super) fn words(tokens: impl IntoIterator<Item = TokenTree>) -> Words {
    let mut all = Words::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) => all.extend(words(group.stream())),
            TokenTree::Punct(_) => {}
            word => _ = all.insert((word.to_string(), word.span().byte_range().start)),
        }
    }
    all
}

/// Words of this language, which mean nothing to an editor.
pub(super) const GRAMMAR: &[&str] = &["par", "race", "loop", "max", "blocking", "if", "else", "in", "for", "let"];

/// Without attributes, of which an editor is shown the settings only.
pub(super) fn without_attributes(tokens: &[TokenTree]) -> Vec<TokenTree> {
    let mut all: Vec<TokenTree> = Vec::new();
    for token in tokens {
        let mark = matches!(all.last(), Some(TokenTree::Punct(mark)) if mark.as_char() == '#');
        match token {
            TokenTree::Group(group) if mark && group.delimiter() == Delimiter::Bracket => _ = all.pop(),
            TokenTree::Group(group) => {
                let inside = without_attributes(&list(group.stream()));
                all.push(with_contents(group, inside.into_iter().collect()));
            }
            other => all.push(other.clone()),
        }
    }
    all
}

/// The words of each statement that is finished, at any depth.
fn finished(tokens: &[TokenTree]) -> Words {
    let end = tokens.iter().rposition(|token| matches!(token, TokenTree::Punct(mark) if mark.as_char() == ';'));
    let (before, after) = tokens.split_at(end.map_or(0, |end| end + 1));
    let mut all = words(before.to_vec());
    for token in after {
        if let TokenTree::Group(group) = token
            && group.delimiter() == Delimiter::Brace
        {
            all.extend(finished(&list(group.stream())));
        }
    }
    all
}

/// The last token, at any depth.
fn last(tokens: &TokenStream) -> Option<TokenTree> {
    match tokens.clone().into_iter().last()? {
        TokenTree::Group(group) if !group.stream().is_empty() => last(&group.stream()),
        token => Some(token),
    }
}

/// With one more token at the end, at the same depth as the last one.
fn with_one_more(tokens: &TokenStream, more: &TokenTree) -> TokenStream {
    let mut all = list(tokens.clone());
    match all.pop() {
        Some(TokenTree::Group(group)) if !group.stream().is_empty() => {
            all.push(with_contents(&group, with_one_more(&group.stream(), more)));
        }
        last => all.extend(last.into_iter().chain([more.clone()])),
    }
    all.into_iter().collect()
}

#[test]
fn every_prefix_keeps_what_is_finished_and_the_word_at_the_cursor() {
    for workflow in workflows() {
        for input in prefixes(&list(workflow)) {
            let shown = words(shown(&input));
            let input = without_attributes(&list(input));
            let mut wanted = finished(&input);
            if let Some(word @ TokenTree::Ident(_)) = last(&input.iter().cloned().collect()) {
                wanted.extend(words([word]));
            }
            wanted.retain(|(word, _)| !GRAMMAR.contains(&word.as_str()) && syn::parse_str::<Ident>(word).is_ok());
            let lost: Vec<_> = wanted.difference(&shown).collect();
            let input: TokenStream = input.into_iter().collect();
            assert!(lost.is_empty(), "{lost:?}\n{input}");
        }
    }
}

/// An editor asks what can follow a `.` with a word of its own behind it, and then looks for what stands before it at the
/// same place of the block as it is.
#[test]
fn what_stands_before_a_dot_is_where_the_editor_looks_for_it() {
    let mut dots = 0;
    for workflow in workflows() {
        for input in prefixes(&list(workflow)) {
            let range = Spacing::Joint;
            if !matches!(last(&input), Some(TokenTree::Punct(mark)) if mark.as_char() == '.' && mark.spacing() != range)
            {
                continue;
            }
            let word = Ident::new("completed", Span::call_site());
            let asked = flat(shown(&with_one_more(&input, &word.into())));
            let Some(place) = asked.iter().position(|token| token == "completed") else {
                panic!("the word at the cursor was lost: {input}");
            };
            let before = place - 1;
            let is = flat(shown(&input));
            assert_eq!(asked[..before], is[..before.min(is.len())], "{input}");
            dots += 1;
        }
    }
    assert!(dots > 100, "{dots}");
}

/// At the beginning of a statement, a macro with braces is a statement of its own.
#[test]
fn a_step_may_begin_with_what_ends_a_statement() {
    shown(&tokens("=> inner! { 1 } > f(x).await"));
    shown(&tokens("a = if x { 1 } else { 2 } + f(x).await; => a"));
}
