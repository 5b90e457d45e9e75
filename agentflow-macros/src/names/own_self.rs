//! Renames `self`, which no `let` can bind, to a local variable.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::quote_spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprPath, Item, LitStr, Macro};

use super::convention::{MacroKind, macro_kind};
use super::format::captures;

/// Replaces each `self` by a variable `this` of the macro's own hygiene, which no `this` of the user's can meet.
///
/// Items inside the expression have a `self` of their own, and `self::path` is a module: both stay.
pub(crate) fn rename_self(expr: &mut Expr) {
    Renamer.visit_expr_mut(expr);
}

struct Renamer;

impl VisitMut for Renamer {
    fn visit_expr_path_mut(&mut self, path: &mut ExprPath) {
        if let Some(ident) = path.path.get_ident().filter(|ident| *ident == "self") {
            path.path = this(ident.span()).into();
        }
    }

    fn visit_macro_mut(&mut self, mac: &mut Macro) {
        let printed = match macro_kind(&mac.path) {
            MacroKind::Format { lead } => printed_self(&mac.tokens, lead.count()),
            MacroKind::Message => printed_self(&mac.tokens, 0),
            _ => None,
        };
        mac.tokens = rename(std::mem::take(&mut mac.tokens));
        if let Some(span) = printed {
            // The string keeps its `{self}`, and gets an argument of that name.
            let this = this(span);
            let comma = needs_comma(&mac.tokens).then(|| quote_spanned!(span=> ,));
            mac.tokens.extend(quote_spanned!(span=> #comma self = #this));
        }
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Verbatim(tokens) => *tokens = rename(std::mem::take(tokens)),
            _ => visit_mut::visit_expr_mut(self, expr),
        }
    }

    fn visit_item_mut(&mut self, _: &mut Item) {}
}

fn this(span: Span) -> Ident {
    Ident::new("this", Span::mixed_site().located_at(span))
}

/// Renames in tokens of a macro call.
fn rename(tokens: TokenStream) -> TokenStream {
    let mut tokens = tokens.into_iter().peekable();
    let mut renamed = TokenStream::new();
    while let Some(token) = tokens.next() {
        let module = matches!(tokens.peek(), Some(TokenTree::Punct(next)) if next.as_char() == ':');
        renamed.extend([match token {
            TokenTree::Ident(ident) if ident == "self" && !module => this(ident.span()).into(),
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), rename(group.stream()));
                inner.set_span(group.span());
                inner.into()
            }
            other => other,
        }]);
    }
    renamed
}

/// The span of the format string, which stands after so many arguments, if it prints `self` by an inline capture.
fn printed_self(tokens: &TokenStream, before: usize) -> Option<Span> {
    let comma = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',');
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let format = tokens.split(comma).nth(before)?.first()?.clone();
    let text: LitStr = syn::parse2(format.into()).ok()?;
    captures(&text).iter().any(|capture| capture.ident == "self").then(|| text.span())
}

fn needs_comma(tokens: &TokenStream) -> bool {
    !matches!(tokens.clone().into_iter().last(), Some(TokenTree::Punct(last)) if last.as_char() == ',')
}
