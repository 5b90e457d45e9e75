//! Names inside macro calls: arguments, and inline captures of format strings.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::parse::{Parse, ParseStream, Parser as _};
use syn::punctuated::Punctuated;
use syn::visit_mut::VisitMut as _;
use syn::{Expr, ExprAssign, ExprLit, Lit, LitStr, Macro, Pat, Token};

use super::convention::{Lead, MacroKind, macro_kind};
use super::format::captures;
use super::scope::{Seen, Walker};
use super::{Mode, bound_by, json, plain, raw};
use crate::parse;

/// The arguments of a macro that takes expressions.
pub(crate) enum Arguments {
    /// `name!(a, b, c)`.
    List(Punctuated<Expr, Token![,]>),
    /// `vec![a; n]`.
    Repeat(Box<[Expr; 2]>, Token![;]),
}

impl Arguments {
    /// The expressions in the order in which they are written.
    pub(crate) fn iter(&self) -> Box<dyn Iterator<Item = &Expr> + '_> {
        match self {
            Arguments::List(list) => Box::new(list.iter()),
            Arguments::Repeat(pair, _) => Box::new(pair.iter()),
        }
    }

    fn iter_mut(&mut self) -> Box<dyn Iterator<Item = &mut Expr> + '_> {
        match self {
            Arguments::List(list) => Box::new(list.iter_mut()),
            Arguments::Repeat(pair, _) => Box::new(pair.iter_mut()),
        }
    }
}

impl Parse for Arguments {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let list = Punctuated::<Expr, Token![,]>::parse_terminated(&input.fork());
        if list.is_ok() {
            return Ok(Arguments::List(Punctuated::parse_terminated(input)?));
        }
        let first = input.parse()?;
        let semi = input.parse()?;
        Ok(Arguments::Repeat(Box::new([first, input.parse()?]), semi))
    }
}

impl ToTokens for Arguments {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Arguments::List(list) => list.to_tokens(tokens),
            Arguments::Repeat(pair, semi) => {
                let [value, count] = pair.as_ref();
                value.to_tokens(tokens);
                semi.to_tokens(tokens);
                count.to_tokens(tokens);
            }
        }
    }
}

/// The arguments of a macro call, if its tokens are expressions.
pub(crate) fn arguments(mac: &Macro) -> Option<Arguments> {
    syn::parse2(mac.tokens.clone()).ok()
}

/// Reports the names in a macro call.
pub(super) fn walk(walker: &mut Walker<'_>, mac: &mut Macro) {
    let kind = macro_kind(&mac.path);
    match kind {
        MacroKind::Workflow => return workflow(walker, mac),
        MacroKind::Matches if matches(walker, mac) => return,
        _ => {}
    }
    let Some(mut arguments) = arguments(mac) else {
        if json::walk(walker, mac) {
            return;
        }
        return raw::scan(walker, mac.tokens.clone());
    };
    match (&mut arguments, kind) {
        (Arguments::List(list), MacroKind::Format { lead }) => format(walker, list, lead),
        _ => arguments.iter_mut().for_each(|argument| ordinary(walker, argument, kind)),
    }
    mac.tokens = arguments.to_token_stream();
}

/// `format!("{x} {}", y, z = w)` and its relatives, which only look at what they print.
fn format(walker: &mut Walker<'_>, list: &mut Punctuated<Expr, Token![,]>, lead: Lead) {
    let before = lead.count();
    let named: Vec<String> = list.iter().filter_map(|it| Some(plain(assignment(it)?.0))).collect();
    for (index, argument) in list.iter_mut().enumerate() {
        if let Some(text) = string(argument).filter(|_| index == before) {
            inline(walker, text, &named, true);
            continue;
        }
        match argument {
            _ if index < before && lead == Lead::Sink => walker.visit_expr_mut(argument),
            Expr::Assign(it) if named_argument(it).is_some() => {
                walker.place(&mut it.right, Mode::Borrowed);
            }
            _ => walker.place(argument, Mode::Borrowed),
        }
    }
}

/// An argument of a macro about which nothing, or little, is known.
fn ordinary(walker: &mut Walker<'_>, argument: &mut Expr, kind: MacroKind) {
    if let Some(text) = string(argument) {
        return inline(walker, text, &[], kind == MacroKind::Message);
    }
    match argument {
        // `field = value`, as in `info!(count = n)`: a label more often than a variable.
        Expr::Assign(it) if named_argument(it).is_some() => walker.visit_expr_mut(&mut it.right),
        _ => walker.visit_expr_mut(argument),
    }
}

/// Reports the inline captures of a format string, which `named` arguments take precedence over.
pub(super) fn inline(walker: &mut Walker<'_>, text: &LitStr, named: &[String], certain: bool) {
    for capture in captures(text) {
        if !named.contains(&plain(&capture.ident)) {
            walker.see(Seen { ident: capture.ident, mode: capture.mode, certain, place: None });
        }
    }
}

/// `matches!(value, pattern if guard)`. False if the tokens are something else.
fn matches(walker: &mut Walker<'_>, mac: &mut Macro) -> bool {
    let parser = |input: ParseStream<'_>| {
        let value: Expr = input.parse()?;
        let comma: Token![,] = input.parse()?;
        let pat = Pat::parse_multi_with_leading_vert(input)?;
        let guard: Option<(Token![if], Expr)> =
            if input.peek(Token![if]) { Some((input.parse()?, input.parse()?)) } else { None };
        let end: Option<Token![,]> = input.parse()?;
        Ok((value, comma, pat, guard, end))
    };
    let Ok((mut value, comma, mut pat, mut guard, end)) = parser.parse2(mac.tokens.clone()) else {
        return false;
    };
    // A pattern that binds a name may move out of the value.
    let mode = if bound_by(&pat).is_empty() { Mode::Borrowed } else { Mode::Owned };
    walker.place(&mut value, mode);
    walker.scoped(|inside| {
        inside.bind(&mut pat);
        if let Some((_, guard)) = &mut guard {
            inside.visit_expr_mut(guard);
        }
    });
    mac.tokens = value.into_token_stream();
    comma.to_tokens(&mut mac.tokens);
    pat.to_tokens(&mut mac.tokens);
    if let Some((word, guard)) = guard {
        word.to_tokens(&mut mac.tokens);
        guard.to_tokens(&mut mac.tokens);
    }
    end.to_tokens(&mut mac.tokens);
    true
}

/// A workflow inside a step is a description of its own: it takes what it names along.
fn workflow(walker: &mut Walker<'_>, mac: &Macro) {
    let (mut inner, _) = parse::workflow(mac.tokens.clone());
    walker.apart(true, |inside| inside.sub_workflow(&mut inner));
}

/// A string literal, also one that `macro_rules!` passed on.
fn string(expr: &Expr) -> Option<&LitStr> {
    match expr {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text),
        Expr::Group(group) => string(&group.expr),
        _ => None,
    }
}

/// The name of a named argument, `name = value`.
fn named_argument(assign: &ExprAssign) -> Option<&Ident> {
    match assign.left.as_ref() {
        Expr::Path(path) => path.path.get_ident(),
        _ => None,
    }
}

fn assignment(expr: &Expr) -> Option<(&Ident, &Expr)> {
    match expr {
        Expr::Assign(assign) => Some((named_argument(assign)?, &assign.right)),
        _ => None,
    }
}
