//! Names in literals of JSON: `json!({ "text": text, "all": [a, null, { "b": &b }] })`.
//!
//! Rust has no other meaning for a literal before a colon, so what follows it is an expression.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ext::IdentExt as _;
use syn::parse::discouraged::Speculative as _;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::visit_mut::VisitMut as _;
use syn::{Expr, Ident, Macro, Token, token};

use super::scope::Walker;

enum Json {
    Map(token::Brace, Punctuated<Pair, Token![,]>),
    List(token::Bracket, Punctuated<Json, Token![,]>),
    /// A word that is no variable here.
    Null(Ident),
    Value(Expr),
}

/// `"key": value` or `(key): value`.
struct Pair {
    key: Expr,
    colon: Token![:],
    value: Json,
}

/// Reports the names in a macro call. False if its tokens are something else.
pub(super) fn walk(walker: &mut Walker<'_>, mac: &mut Macro) -> bool {
    let Ok(mut json) = syn::parse2::<Json>(mac.tokens.clone()) else { return false };
    if matches!(json, Json::Value(_) | Json::Null(_)) {
        return false;
    }
    json.walk(walker);
    mac.tokens = json.to_token_stream();
    true
}

impl Json {
    fn walk(&mut self, walker: &mut Walker<'_>) {
        match self {
            Json::Map(_, pairs) => {
                for pair in pairs {
                    walker.visit_expr_mut(&mut pair.key);
                    pair.value.walk(walker);
                }
            }
            Json::List(_, values) => values.iter_mut().for_each(|value| value.walk(walker)),
            Json::Null(_) => {}
            Json::Value(expr) => walker.visit_expr_mut(expr),
        }
    }
}

impl Parse for Json {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let ahead = input.fork();
        if let Ok(json) = nested(&ahead)
            && (ahead.is_empty() || ahead.peek(Token![,]))
        {
            input.advance_to(&ahead);
            return Ok(json);
        }
        input.parse().map(Json::Value)
    }
}

fn nested(input: ParseStream<'_>) -> syn::Result<Json> {
    let content;
    if input.peek(token::Brace) {
        let brace = syn::braced!(content in input);
        Ok(Json::Map(brace, Punctuated::parse_terminated(&content)?))
    } else if input.peek(token::Bracket) {
        let bracket = syn::bracketed!(content in input);
        Ok(Json::List(bracket, Punctuated::parse_terminated(&content)?))
    } else {
        let word = input.call(Ident::parse_any)?;
        if word == "null" { Ok(Json::Null(word)) } else { Err(input.error("an expression")) }
    }
}

impl Parse for Pair {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let key: Expr = input.parse()?;
        match key {
            Expr::Lit(_) | Expr::Paren(_) => Ok(Pair { key, colon: input.parse()?, value: input.parse()? }),
            _ => Err(input.error("a key")),
        }
    }
}

impl ToTokens for Json {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Json::Map(brace, pairs) => brace.surround(tokens, |inside| pairs.to_tokens(inside)),
            Json::List(bracket, values) => bracket.surround(tokens, |inside| values.to_tokens(inside)),
            Json::Null(word) => word.to_tokens(tokens),
            Json::Value(expr) => expr.to_tokens(tokens),
        }
    }
}

impl ToTokens for Pair {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Pair { key, colon, value } = self;
        key.to_tokens(tokens);
        colon.to_tokens(tokens);
        value.to_tokens(tokens);
    }
}
