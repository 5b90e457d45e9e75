//! One agent: its step as closures over what the block owns.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Expr, ExprBlock};

use super::plan::{Agent, Source, Use};
use super::{own, shape};
use crate::ast::{Binding, Step, StepKind};
use crate::names::{Mode, rename_self, rewrite_borrowed};

/// How an agent comes by a value of the run.
pub(super) type TakeBound<'a> = &'a dyn Fn(&Use, usize, bool) -> TokenStream;

/// `step`, an expression of type `Step` of the door, before it is said what becomes of its value.
///
/// `input` is a pattern for what the agent is given when it starts.
pub(super) fn step(agent: &Agent<'_>, door: &TokenStream, input: &TokenStream, take: TakeBound<'_>) -> TokenStream {
    let site = site(agent, door);
    let taken = take_all(agent, door, take);
    let (env, witness) = (own("__env"), own("__witness"));
    let value = value(agent);
    let later = |body: TokenStream| {
        let owner = own("__owner");
        quote!(move |#owner, #input| async move {
            let #env = #door::env_of(&#owner);
            #taken
            #body
        })
    };
    if agent.awaits {
        let later = later(typed(agent, &value));
        return quote!(#witness.awaiting(#site, #later));
    }
    let (bound, kind) = (own("__value"), kind(agent, door));
    let value = typed(agent, &value);
    let borrows = agent.uses.iter().any(|used| used.mode == Mode::Borrowed);
    let wrap = if borrows { quote!(wrap_borrowing) } else { quote!(wrap) };
    let thunk = quote!(move |#env, #input| {
        #taken
        let #bound = #value;
        #kind.#wrap(#bound)
    });
    let step = if borrows && !matches!(agent.step.kind, StepKind::Blocking(_)) {
        let later = later(quote!(let #bound = #value; #kind.resolve(#bound).await));
        quote!(#witness.borrowing(#site, #thunk, #later))
    } else {
        quote!(#witness.step(#site, #thunk))
    };
    match &agent.step.kind {
        StepKind::Blocking(_) => quote!(#step.blocking()),
        _ if agent.binding.is_none() && shape::is_quick(agent.step) => quote!(#step.quick()),
        _ => step,
    }
}

/// The name that an agent has in errors, and the place where it is written.
pub(super) fn site(agent: &Agent<'_>, door: &TokenStream) -> TokenStream {
    let function = shape::function(agent.step);
    let (name, span) = match agent.binding {
        None => ("=>".to_owned(), span_of(agent.step)),
        Some(binding) => match binding.names().first() {
            Some(name) => (name.to_string(), name.span()),
            None => ("_".to_owned(), binding.pat.span()),
        },
    };
    quote_spanned!(span=> const { &#door::StepSite::new(#name, #function) })
}

/// `?`, or nothing, or `Ok`: what becomes of the value in a workflow that can fail.
pub(super) fn question(agent: &Agent<'_>, door: &TokenStream, value: &TokenStream) -> TokenStream {
    match agent.step.question {
        Some(question) => {
            let site = site(agent, door);
            let call = quote_spanned!(question.span=> #door::question);
            quote!(#call(#value, #site)?)
        }
        None => value.clone(),
    }
}

/// What is kept of the value of an agent: what its pattern and its annotation say.
pub(super) struct Kept<'w>(Option<&'w Binding>);

impl<'w> Kept<'w> {
    pub(super) fn of(agent: &Agent<'w>) -> Self {
        Kept(agent.binding)
    }

    /// Whether it is the value as it is.
    pub(super) fn is_plain(&self) -> bool {
        self.0.is_none_or(|binding| binding.ty.is_none())
    }

    /// The value as its annotation says.
    pub(super) fn typed(&self, value: &Ident) -> TokenStream {
        match self.0.and_then(|binding| binding.ty.as_ref()) {
            Some(ty) => {
                let typed = own("__typed");
                quote!({ let #typed: #ty = #value; #typed })
            }
            None => value.to_token_stream(),
        }
    }

    /// The names of the pattern.
    pub(super) fn bind(&self, value: &Ident) -> TokenStream {
        let Some(binding) = self.0 else { return TokenStream::new() };
        let (pat, ty) = (&binding.pat, binding.ty.iter());
        quote!(let #pat #(: #ty)* = #value;)
    }
}

fn take_all(agent: &Agent<'_>, door: &TokenStream, take: TakeBound<'_>) -> TokenStream {
    let env = own("__env");
    agent.uses.iter().map(|used| match used.source {
        Source::Bound { name, is_last } => take(used, name, is_last),
        Source::Outer(index) => {
            let (index, name) = (syn::Index::from(index), local(&used.ident));
            match used.mode {
                Mode::Borrowed => quote!(let #name = &#env.env.#index;),
                Mode::Owned => {
                    let anew = quote_spanned!(used.ident.span()=> #door::for_this_run);
                    quote!(let #name = #anew(&#env.env.#index);)
                }
            }
        }
    }).collect()
}

/// The variable of a name: `self` can't be one.
pub(super) fn local(name: &Ident) -> Ident {
    if name == "self" { Ident::new("this", Span::mixed_site().located_at(name.span())) } else { name.clone() }
}

/// The user's expression, with the names that it borrows as references.
fn value(agent: &Agent<'_>) -> TokenStream {
    let mut expr = match &agent.step.kind {
        StepKind::Agent(expr) => (**expr).clone(),
        StepKind::Blocking(block) => Expr::Block(ExprBlock { attrs: Vec::new(), label: None, block: block.clone() }),
        StepKind::Broken(tokens) => return tokens.clone(),
    };
    rewrite_borrowed(&mut expr, &agent.borrowed());
    rename_self(&mut expr);
    expr.into_token_stream()
}

/// The value, with the annotation of its binding where the expression can't be read without.
fn typed(agent: &Agent<'_>, value: &TokenStream) -> TokenStream {
    match agent.binding {
        Some(binding) if shape::needs_type(binding) => {
            let (ty, typed) = (&binding.ty, own("__typed"));
            quote!({ let #typed: #ty = #value; #typed })
        }
        _ => value.clone(),
    }
}

/// The tag that says what the value is.
fn kind(agent: &Agent<'_>, door: &TokenStream) -> TokenStream {
    let bound = own("__value");
    let call = quote_spanned!(span_of(agent.step)=> kind());
    quote!({
        #[allow(unused_imports)]
        use #door::{AsFuture as _, AsPlain as _, AsTask as _, IsOpen as _};
        (&&&#door::Probe::of(&#bound)).#call
    })
}

fn span_of(step: &Step) -> Span {
    match &step.kind {
        StepKind::Agent(expr) => expr.span(),
        StepKind::Blocking(block) => block.brace_token.span.open(),
        StepKind::Broken(tokens) => tokens.span(),
    }
}
