//! Names in tokens that could not be read as expressions.
//!
//! Such tokens have a meaning that only their macro knows. So a name found here is a use only if it is known to be a
//! variable from elsewhere, and then it counts as owned.

use proc_macro2::{Spacing, TokenStream, TokenTree};
use syn::LitStr;

use super::Mode;
use super::macros::inline;
use super::scope::{Seen, Walker};

/// Reports the names that may be variables.
pub(super) fn scan(walker: &mut Walker<'_>, tokens: TokenStream) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (index, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => scan(walker, group.stream()),
            TokenTree::Ident(ident) if !follows(&tokens[..index]) && !leads(&tokens[index + 1..]) => {
                walker.see(Seen { ident: ident.clone(), mode: Mode::Owned, certain: false, place: None });
            }
            TokenTree::Literal(literal) => {
                if let Ok(text) = syn::parse2::<LitStr>(TokenTree::from(literal.clone()).into()) {
                    inline(walker, &text, &[], false);
                }
            }
            _ => {}
        }
    }
}

/// Whether what comes before makes the name a field, a path segment or a label.
fn follows(before: &[TokenTree]) -> bool {
    match before {
        [.., TokenTree::Punct(first), TokenTree::Punct(second)] => match (first.as_char(), second.as_char()) {
            ('.', '.') => false,
            (':', ':') => true,
            (_, last) => matches!(last, '.' | '\''),
        },
        [.., TokenTree::Punct(last)] => matches!(last.as_char(), '.' | '\''),
        _ => false,
    }
}

/// Whether what comes after makes the name a path segment, a label, a macro or a function.
fn leads(after: &[TokenTree]) -> bool {
    match after {
        [TokenTree::Punct(first), TokenTree::Punct(second), ..] if first.spacing() == Spacing::Joint => {
            // `x != y` and `x == y` do use `x`.
            matches!((first.as_char(), second.as_char()), (':', ':'))
        }
        [TokenTree::Punct(next), ..] => matches!(next.as_char(), ':' | '!' | '='),
        [TokenTree::Group(group), ..] => group.delimiter() == proc_macro2::Delimiter::Parenthesis,
        _ => false,
    }
}
