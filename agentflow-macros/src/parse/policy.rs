//! Policies: the attributes of a binding that say how its step is run.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;
use syn::ext::IdentExt as _;
use syn::parse::ParseStream;
use syn::{Attribute, Expr, Lit, Meta, Token, token};

use super::Reader;
use super::body::expression;
use super::look;
use super::trailing_question;
use crate::ast::{Backoff, Guarded, Policy, PolicyKind, Step, StepKind};

/// The names of all policies.
pub(crate) const POLICIES: [&str; 7] = ["retry", "timeout", "hedge", "fallback", "limit", "within", "cached"];

impl Reader {
    /// Puts `step` under the policies among `attrs`, which are taken out. Its `?` asks for what they make of it.
    pub(super) fn guarded(&mut self, attrs: &mut Vec<Attribute>, step: Step, start: Span) -> Step {
        let (policies, others) = std::mem::take(attrs).into_iter().partition(is_policy);
        *attrs = others;
        let policies: Vec<Policy> = policies.iter().filter_map(|attr| self.policy(attr)).collect();
        if policies.is_empty() {
            return step;
        }
        let Step { kind, question } = step;
        let body = expression(start, Step { kind, question: None });
        Step { kind: StepKind::Guarded(Box::new(Guarded { policies, body })), question }
    }

    /// `None`, with an error, if it can't be read.
    fn policy(&mut self, attr: &Attribute) -> Option<Policy> {
        let name = attr.path().get_ident()?.clone();
        let before = self.errors.len();
        let read = match &attr.meta {
            Meta::NameValue(value) => {
                let message = format!("the arguments of a policy stand in parentheses: `#[{name}(..)]`");
                Err(syn::Error::new(value.eq_token.span, message))
            }
            Meta::List(list) if !list.tokens.is_empty() => {
                list.parse_args_with(|input: ParseStream<'_>| self.arguments(&name, input))
            }
            _ if name == "cached" => Ok(PolicyKind::Cached { key: None, store: None }),
            _ => Err(syn::Error::new(name.span(), missing(&name))),
        };
        match read {
            Ok(kind) => Some(Policy { name, arguments: arguments(attr), kind }),
            Err(error) => {
                if self.errors.len() == before {
                    self.errors.push(error.span(), error);
                }
                None
            }
        }
    }

    fn arguments(&mut self, name: &Ident, input: ParseStream<'_>) -> syn::Result<PolicyKind> {
        let kind = match name.to_string().as_str() {
            "retry" => self.retry(name, input)?,
            "timeout" => PolicyKind::Timeout(self.time(input)?),
            "hedge" => PolicyKind::Hedge(self.time(input)?),
            "limit" => PolicyKind::Limit(self.expr(input, look::up_to_comma)),
            "within" => PolicyKind::Within(self.expr(input, look::up_to_comma)),
            "cached" => self.cached(input)?,
            _ => self.fallback(input)?,
        };
        let _: Option<Token![,]> = input.parse()?;
        match look::first(input) {
            None => Ok(kind),
            Some(token) => {
                let message = format!("unexpected `{}`: `{name}` has no further argument", look::text(&token));
                look::skip(input, usize::MAX);
                Err(syn::Error::new(look::start_of(&token), message))
            }
        }
    }

    /// `3`, or `times = 3, backoff = exponential(100ms), jitter, when = |error| ..`.
    fn retry(&mut self, name: &Ident, input: ParseStream<'_>) -> syn::Result<PolicyKind> {
        let named = input.peek(Ident::peek_any) && (input.peek2(Token![=]) && !input.peek2(Token![==]));
        if !named && !is_flag(input, "jitter") {
            let times = self.expr(input, look::up_to_comma);
            if !input.peek(Token![,]) || input.peek2(Token![,]) {
                return Ok(PolicyKind::Retry { times, backoff: None, jitter: false, when: None });
            }
            let _: Token![,] = input.parse()?;
            return self.retry_arguments(name, input, Some(times));
        }
        self.retry_arguments(name, input, None)
    }

    fn retry_arguments(
        &mut self,
        name: &Ident,
        input: ParseStream<'_>,
        first: Option<Expr>,
    ) -> syn::Result<PolicyKind> {
        let (mut times, mut backoff, mut jitter, mut when) = (first, None, false, None);
        while !input.is_empty() {
            let argument = Ident::parse_any(input).map_err(|error| syn::Error::new(error.span(), RETRY))?;
            let said_before = match argument.to_string().as_str() {
                "times" => times.replace(self.value(input, &argument)?).is_some(),
                "backoff" => {
                    let _: Token![=] = equals(input, &argument)?;
                    backoff.replace(Box::new(self.backoff(input)?)).is_some()
                }
                "jitter" => std::mem::replace(&mut jitter, true),
                "when" => when.replace(self.value(input, &argument)?).is_some(),
                _ => {
                    return Err(syn::Error::new(
                        argument.span(),
                        format!("`retry` has no argument `{argument}`: {RETRY}"),
                    ));
                }
            };
            if said_before {
                return Err(syn::Error::new(
                    argument.span(),
                    format!("`{argument}` is said twice: remove one of them"),
                ));
            }
            comma(input, RETRY)?;
        }
        match times {
            Some(times) => Ok(PolicyKind::Retry { times, backoff, jitter, when }),
            None => Err(syn::Error::new(name.span(), "`retry` has to say how often to try: add `times = 3`")),
        }
    }

    /// `key = .., store = ..`.
    fn cached(&mut self, input: ParseStream<'_>) -> syn::Result<PolicyKind> {
        const ARGUMENTS: &str =
            "write `key = ..`, what tells calls apart, or `store = ..`, an `Arc` of what keeps them between runs";
        let (mut key, mut store) = (None, None);
        while !input.is_empty() {
            let argument = Ident::parse_any(input).map_err(|error| syn::Error::new(error.span(), ARGUMENTS))?;
            let said_before = match argument.to_string().as_str() {
                "key" => key.replace(self.value(input, &argument)?).is_some(),
                "store" => store.replace(self.value(input, &argument)?).is_some(),
                _ => {
                    let message = format!("`cached` has no argument `{argument}`: {ARGUMENTS}");
                    return Err(syn::Error::new(argument.span(), message));
                }
            };
            if said_before {
                return Err(syn::Error::new(
                    argument.span(),
                    format!("`{argument}` is said twice: remove one of them"),
                ));
            }
            comma(input, ARGUMENTS)?;
        }
        Ok(PolicyKind::Cached { key, store })
    }

    /// `= expr` behind the name of an argument.
    fn value(&mut self, input: ParseStream<'_>, argument: &Ident) -> syn::Result<Expr> {
        let _: Token![=] = equals(input, argument)?;
        let step = trailing_question(self.expr(input, look::up_to_comma));
        match (step.kind, step.question) {
            (StepKind::Agent(expr), None) => Ok(*expr),
            (_, question) => {
                let span = question.map_or(argument.span(), |question| question.span);
                Err(syn::Error::new(span, "a policy can't fail: bind this to a name of its own first"))
            }
        }
    }

    /// `constant(1s)`, `exponential(100ms)` or `exponential(100ms, max = 10s)`.
    fn backoff(&mut self, input: ParseStream<'_>) -> syn::Result<Backoff> {
        const SHAPES: &str = "a backoff is `constant(1s)`, `exponential(100ms)` or `exponential(100ms, max = 10s)`";
        let wrong = |span| syn::Error::new(span, SHAPES);
        let shape = Ident::parse_any(input).map_err(|error| wrong(error.span()))?;
        if !(shape == "constant" || shape == "exponential") || !input.peek(token::Paren) {
            return Err(wrong(shape.span()));
        }
        let content;
        syn::parenthesized!(content in input);
        let first = self.time(&content)?;
        let mut max = None;
        if content.parse::<Option<Token![,]>>()?.is_some() && !content.is_empty() {
            let word = Ident::parse_any(&content).map_err(|error| wrong(error.span()))?;
            if word != "max" || shape == "constant" {
                return Err(wrong(word.span()));
            }
            let _: Token![=] = equals(&content, &word)?;
            max = Some(self.time(&content)?);
        }
        if content.is_empty() { Ok(Backoff { shape, first, max }) } else { Err(wrong(content.span())) }
    }

    /// A time with its unit, or an expression of type `Duration`.
    fn time(&mut self, input: ParseStream<'_>) -> syn::Result<Expr> {
        let expr = self.expr(input, look::up_to_comma);
        let Expr::Lit(literal) = &expr else { return Ok(expr) };
        let (text, unit) = match &literal.lit {
            Lit::Int(lit) => (lit.to_string(), lit.suffix().to_owned()),
            Lit::Float(lit) => (lit.to_string(), lit.suffix().to_owned()),
            other => return Err(syn::Error::new(other.span(), "a time is a number with a unit: `5s`, `500ms`, `2m`")),
        };
        let span = literal.lit.span();
        let time = humantime::parse_duration(&text.replace('_', "")).map_err(|_| {
            let message = match unit.as_str() {
                "" => format!("`{text}` has no unit: write `{text}s` or `{text}ms`"),
                unit => format!("`{unit}` is no unit of time: write `ms`, `s`, `m` or `h` behind the number"),
            };
            syn::Error::new(span, message)
        })?;
        let (seconds, nanoseconds) = (time.as_secs(), time.subsec_nanos());
        syn::parse2(quote_spanned!(span=> ::core::time::Duration::new(#seconds, #nanoseconds)))
    }

    /// A step, or a body in braces.
    fn fallback(&mut self, input: ParseStream<'_>) -> syn::Result<PolicyKind> {
        let start = look::first(input).map_or(input.span(), |token| look::start_of(&token));
        let before = self.errors.len();
        let body = if input.peek(token::Brace) {
            Some(self.body(input, start))
        } else {
            let step = self.any_step(input, "a fallback has no name: write the step itself, `#[fallback(other(x))]`");
            Some(expression(start, step))
        };
        match body {
            Some(body) if self.errors.len() == before => Ok(PolicyKind::Fallback(Box::new(body))),
            _ => Err(syn::Error::new(start, "a fallback is a step")),
        }
    }
}

/// What stands in its parentheses.
fn arguments(attr: &Attribute) -> TokenStream {
    match &attr.meta {
        Meta::List(list) => list.tokens.clone(),
        Meta::Path(_) | Meta::NameValue(_) => TokenStream::new(),
    }
}

fn is_policy(attr: &Attribute) -> bool {
    attr.path().get_ident().is_some_and(|name| POLICIES.iter().any(|policy| name == policy))
}

fn missing(name: &Ident) -> String {
    let example = match name.to_string().as_str() {
        "retry" => "how often to try: `#[retry(3)]`",
        "timeout" => "how long to wait: `#[timeout(5s)]`",
        "hedge" => "after how long to start a second one: `#[hedge(200ms)]`",
        "fallback" => "what to do instead: `#[fallback(other(x))]`",
        "limit" => "which limit: `#[limit(&limit)]`",
        _ => "which budget: `#[within(&budget)]`",
    };
    format!("`{name}` has to say {example}")
}

const RETRY: &str = "write `times = 3`, `backoff = exponential(100ms)`, `jitter` or `when = |error| ..`";

fn equals(input: ParseStream<'_>, argument: &Ident) -> syn::Result<Token![=]> {
    input
        .parse()
        .map_err(|_| syn::Error::new(argument.span(), format!("`{argument}` needs a value: `{argument} = ..`")))
}

fn comma(input: ParseStream<'_>, arguments: &str) -> syn::Result<()> {
    if input.is_empty() || input.parse::<Option<Token![,]>>()?.is_some() {
        return Ok(());
    }
    Err(syn::Error::new(input.span(), format!("expected `,` between the arguments: {arguments}")))
}

/// Whether the next argument is this word and nothing else.
fn is_flag(input: ParseStream<'_>, word: &str) -> bool {
    let flag = look::first(input).is_some_and(|token| look::text(&token) == word);
    flag && (input.peek2(Token![,]) || input.cursor().token_tree().is_some_and(|(_, rest)| rest.eof()))
}
