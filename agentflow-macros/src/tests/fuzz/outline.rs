//! What an expansion says of its block, for its graph.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

use super::super::{front, tokens};
use super::dice::Dice;
use super::valid;
use crate::expand;

/// The text that is given to `with_outline`.
fn outline(made: TokenStream) -> Option<String> {
    let mut tokens = made.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match (token, tokens.peek()) {
            (TokenTree::Ident(name), Some(TokenTree::Group(text))) if name == "with_outline" => {
                return syn::parse2::<syn::LitStr>(text.stream()).ok().map(|text| text.value());
            }
            (TokenTree::Group(group), _) => {
                if let Some(outline) = outline(group.stream()) {
                    return Some(outline);
                }
            }
            _ => {}
        }
    }
    None
}

/// The depth of each line, and the lines that its edges lead to.
fn line(line: &str) -> (usize, Vec<usize>) {
    let fields: Vec<&str> = line.split('\t').collect();
    let [kind, _name, _function, _line, _code, _policies, edges] = fields[..] else { panic!("{line:?}") };
    let depth = kind[..kind.len() - 1].parse().expect("a line begins with its depth");
    let edges = edges.split_whitespace().map(|edge| edge.trim_start_matches(['=', '!']).parse().expect("a line"));
    (depth, edges.collect())
}

#[test]
fn each_line_is_inside_of_one_before_it_and_waits_for_lines_of_that_one() {
    for seed in 1..300 {
        let source = valid::workflow(&mut Dice::of(seed));
        let (workflow, errors) = front(tokens(&source));
        assert!(errors.is_empty(), "{source}");
        let text = outline(expand::workflow(&workflow, &quote!(krate))).expect("each block has one");
        // The last line of each depth.
        let mut open: Vec<usize> = Vec::new();
        let mut around = Vec::new();
        for (index, (depth, edges)) in text.split('\n').skip(1).map(line).enumerate() {
            assert!(depth <= open.len(), "seed {seed}: {text}");
            open.truncate(depth);
            around.push(open.last().copied());
            open.push(index);
            assert!(edges.iter().all(|&edge| edge < index && around[edge] == around[index]), "seed {seed}: {text}");
        }
        assert!(!around.is_empty(), "seed {seed}");
    }
}
