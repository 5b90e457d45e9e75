//! One agent: its step as closures over what the block owns.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Expr, ExprBlock, Token};

use super::choice::{self, Scene};
use super::plan::{Agent, Plan, Source, Use};
use super::{door, each, outline, own, policy, race, repeated, seen};
use crate::ast::{Head, Step, StepKind};
use crate::diagnostics::Start as _;
use crate::names::{Mode, plain, rename_self, rewrite_borrowed};
use crate::shape;

/// How an agent comes by a value of the run.
pub(super) type TakeBound<'a> = &'a dyn Fn(&Use, usize, bool) -> TokenStream;

/// What an agent is given when it starts.
pub(super) struct Input {
    /// The pattern of it.
    pub(super) pattern: TokenStream,
    /// Statements that bind names to it.
    pub(super) names: TokenStream,
}

impl Input {
    pub(super) fn nothing() -> Self {
        Input { pattern: quote!(()), names: TokenStream::new() }
    }
}

/// `step`, an expression of type `Begun` of the door: before it is said what becomes of its value.
pub(super) fn step(plan: &Plan<'_>, agent: &Agent<'_>, input: &Input, take: TakeBound<'_>) -> TokenStream {
    let risks = plan.risks();
    let site = if plan.is_body() || agent.binding.is_some() { site(agent) } else { site_with_outline(plan) };
    let step = Written { agent, site, input, risks, taken: take_all(agent, take), span: span_of(agent.step) };
    let begun = match &agent.step.kind {
        StepKind::Blocking(_) => {
            let call = step.call();
            return quote!(#call.blocking());
        }
        StepKind::Choice(choice) => {
            let call = step.choosing(&choice::task(choice, &step.scene(plan)));
            return quote!(#call.computing());
        }
        StepKind::Each(each) => return step.choosing(&each::task(each, &step.scene(plan))),
        StepKind::Race(it) => return step.choosing(&race::task(it, &step.scene(plan))),
        StepKind::Loop(it) => return step.choosing(&repeated::task(it, &step.scene(plan))),
        StepKind::Guarded(guarded) => {
            let ty = agent.binding.and_then(|binding| binding.ty.as_ref());
            return step.choosing(&policy::task(guarded, agent.step.question, ty, &step.scene(plan)));
        }
        _ if agent.awaits => step.awaiting(),
        _ if step.may_borrow() => step.borrowing(),
        _ => step.call(),
    };
    if agent.binding.is_none() && shape::is_quick(agent.step) { quote!(#begun.quick()) } else { begun }
}

/// The name that an agent has in errors, and the place where it is written.
pub(super) fn site(agent: &Agent<'_>) -> TokenStream {
    let site = step_site(agent);
    quote_spanned!(agent.at=> const { &#site })
}

fn step_site(agent: &Agent<'_>) -> TokenStream {
    let (name, function, door) = (&agent.name, shape::function(agent.step), door(agent.at));
    let role = match () {
        () if agent.has_bodies() => "of_bodies",
        () if agent.tried => "of_tried",
        () if agent.step.question.is_some() => "asked",
        () => "new",
    };
    let role = Ident::new(role, agent.at);
    let merging = agent.merges.then(|| quote_spanned!(agent.at=> .merging()));
    quote_spanned!(agent.at=> #door::StepSite::#role(#name, #function) #merging)
}

/// That of the result of a block, which also knows what the block will do.
fn site_with_outline(plan: &Plan<'_>) -> TokenStream {
    let (site, outline) = (step_site(&plan.result), outline::outline(plan));
    quote_spanned!(plan.result.at=> const { &#site.with_outline(#outline) })
}

/// A step in the forms in which it can be run.
struct Written<'a, 'w> {
    agent: &'a Agent<'w>,
    site: TokenStream,
    input: &'a Input,
    /// What may become of it.
    risks: &'a [&'static str],
    /// Statements that take what the step uses.
    taken: TokenStream,
    /// Where errors of the whole step are shown: its first token.
    span: Span,
}

impl Written<'_, '_> {
    fn may_borrow(&self) -> bool {
        let borrows = self.agent.uses.iter().any(|used| used.mode == Mode::Borrowed);
        borrows || shape::may_borrow(self.agent.step)
    }

    /// A closure.
    fn call(&self) -> TokenStream {
        let (witness, site, door, value, tag) =
            (own("witness"), &self.site, door(self.span), self.value(), own("kind"));
        let pass = own("pass");
        let thunk = self.thunk(&quote_spanned!(self.span=>
            #tag.check(&#value);
            #[allow(unused_imports, clippy::items_after_statements)]
            use #door::{IsNotSend as _, IsSend as _};
            let #pass = (&&#door::Probe::of(&#value)).sent();
            #tag.wrap(#value, #pass)
        ));
        let closure = seen("_closure", self.span);
        quote_spanned!(self.span=> {
            let #closure = #witness.closure(#thunk);
            #door::check_closure(&#closure);
            #witness.step(#site, #closure)
        })
    }

    /// A closure that gives a task.
    fn choosing(&self, task: &TokenStream) -> TokenStream {
        let (witness, site, env) = (own("witness"), &self.site, own("env"));
        let (pattern, names, taken) = (&self.input.pattern, &self.input.names, &self.taken);
        let door = door(self.span);
        let chosen = quote!(#door::chosen(#task));
        let thunk = quote_spanned!(self.span=> move |#env, #pattern| {
            #names
            #taken
            #chosen
        });
        quote!(#witness.step(#site, #thunk))
    }

    /// What the bodies of the step find around them.
    fn scene(&self, plan: &Plan<'_>) -> Scene {
        Scene {
            around: plan.around_bodies(self.agent),
            fallible: self.agent.step.body_can_fail(),
            site: site(self.agent),
            at: self.agent.at,
        }
    }

    /// A closure, and a future for the case that the step gives one: a future must own what it borrows from, so it is
    /// made by a block that owns it.
    fn borrowing(&self) -> TokenStream {
        let (witness, site, value, tag, door) =
            (own("witness"), &self.site, self.value(), own("kind"), door(self.span));
        let thunk = self.thunk(&quote_spanned!(self.span=>
            #tag.as_closure();
            #door::OwnedByNext::check(&#tag.gives(&#value));
            #tag.wrap_borrowing(#value)
        ));
        let (expr, kind) = (self.expr(), self.kind());
        let resolve = quote_spanned!(self.span=>
            #tag.as_future();
            let #value = #tag.resolve(#value).await;
            #door::OwnedByNext::check(&#value);
        );
        let later = self.later(&quote!(match (#expr) {
            #[allow(unreachable_code)]
            #value => {
                let #tag = #kind;
                #resolve
                #value
            }
        }));
        quote_spanned!(self.span=> #witness.borrowing(#site, #thunk, #later))
    }

    /// A future.
    fn awaiting(&self) -> TokenStream {
        let (witness, site) = (own("witness"), &self.site);
        let (expr, value, door) = (self.expr(), self.value(), door(self.span));
        let owned = quote_spanned!(self.span=> #door::OwnedByNext::check(&#value););
        let later = self.later(&quote!(match (#expr) {
            #value => {
                #owned
                #value
            }
        }));
        quote!(#witness.awaiting(#site, #later))
    }

    fn thunk(&self, wrap: &TokenStream) -> TokenStream {
        let (env, pattern, names, taken) = (own("env"), &self.input.pattern, &self.input.names, &self.taken);
        let (value, expr, kind, tag, owner) = (self.value(), self.expr(), self.kind(), own("kind"), self.owner());
        let allowed = allowed(self.risks, &tag, self.span);
        // Not a `let`: what the expression borrows from in passing has to live until a future of it is dropped.
        let body = quote!(match (#expr) {
            #[allow(unreachable_code)]
            #value => {
                let #tag = #kind;
                #allowed
                #wrap
            }
        });
        let shared = quote_spanned!(owner.span()=> &_);
        quote_spanned!(self.span=> move |#owner: #shared, #pattern| {
            let #env = #owner;
            #names
            #taken
            #body
        })
    }

    /// What has the outer variables. It is called like the one that the step borrows from, as it is this that an error tells
    /// of if what the step gives still borrows from it.
    fn owner(&self) -> Ident {
        let borrowed = |used: &&Use| {
            used.mode == Mode::Borrowed && matches!(used.source, Source::Outer(_)) && used.ident != "self"
        };
        let mut all = self.agent.uses.iter().filter(borrowed);
        match (all.next(), all.next()) {
            (Some(one), None) => one.ident.clone(),
            _ => Ident::new("variables", Span::mixed_site().located_at(self.span)),
        }
    }

    /// A closure that gives the step as a future.
    fn later(&self, body: &TokenStream) -> TokenStream {
        let (owner, env, witness, door) = (self.owner(), own("env"), own("witness"), door(self.span));
        let (pattern, names, taken) = (&self.input.pattern, &self.input.names, &self.taken);
        let future = sent_future(
            self.span,
            &quote_spanned!(self.span=> async move {
                let #env = #door::env_of(&#owner);
                #names
                #taken
                #body
            }),
        );
        quote_spanned!(self.span=> #witness.later(move |#owner, #pattern| #future))
    }

    /// The user's expression, with the names that it borrows as references.
    fn expr(&self) -> TokenStream {
        let mut expr = match &self.agent.step.kind {
            StepKind::Agent(expr) => (**expr).clone(),
            StepKind::Blocking(block) => {
                Expr::Block(ExprBlock { attrs: Vec::new(), label: None, block: block.clone() })
            }
            StepKind::Broken(tokens) => return tokens.clone(),
            // These are not written as expressions: see `choosing`.
            _ => return TokenStream::new(),
        };
        rewrite_borrowed(&mut expr, &self.agent.borrowed());
        rename_self(&mut expr);
        if let Expr::Async(block) = &mut expr {
            // It goes on when this closure has ended.
            block.capture.get_or_insert_with(|| Token![move](block.async_token.span));
        }
        match self.agent.binding {
            // The expression can't be read without its annotation.
            Some(binding) if shape::needs_type(binding) => {
                let (ty, typed) = (&binding.ty, own("typed"));
                // What is annotated is the success of a step that ends in `?`.
                let ty = match self.agent.step.question {
                    Some(_) => quote!(::core::result::Result<#ty, _>),
                    None => ty.to_token_stream(),
                };
                quote!({ let #typed: #ty = #expr; #typed })
            }
            _ => expr.into_token_stream(),
        }
    }

    /// The tag that says what the value is.
    fn kind(&self) -> TokenStream {
        kind_of(&self.value())
    }

    fn value(&self) -> Ident {
        seen("_value", self.span)
    }
}

/// A future that the expansion has written, which any thread may poll.
pub(super) fn sent_future(span: Span, written: &TokenStream) -> TokenStream {
    let (door, future) = (door(span), seen("_future", span));
    quote_spanned!(span=> {
        let #future = #written;
        #door::check_later(#door::future(&#future));
        #future
    })
}

/// The tag that says what a value is.
pub(super) fn kind_of(value: &Ident) -> TokenStream {
    let door = door(value.span());
    quote_spanned!(value.span()=> {
        #[allow(unused_imports, clippy::items_after_statements)]
        use #door::KnownType as _;
        #door::StepOf::of(&#value).kind()
    })
}

/// Asks whether what the step calls may be raced, tried again, ..
pub(super) fn allowed(risks: &[&str], tag: &Ident, span: Span) -> TokenStream {
    let (door, effect) = (door(span), seen("_effect", span));
    let checks = risks.iter().map(|risk| {
        let risk = Ident::new(risk, span);
        quote_spanned!(span=> let #effect = #tag.effect(); #door::#risk::check_of(&#effect);)
    });
    checks.collect()
}

fn take_all(agent: &Agent<'_>, take: TakeBound<'_>) -> TokenStream {
    let env = own("env");
    let take = |used: &Use| match used.source {
        Source::Bound { name, is_last } => take(used, name, is_last),
        Source::Outer(index) => {
            let (index, name, door) = (syn::Index::from(index), local(&used.ident), door(used.ident.span()));
            let held = quote!(#door::Hold::get(&#env.env.#index));
            match used.mode {
                // Its bodies are given handles.
                Mode::Borrowed if agent.has_bodies() => {
                    let handle = handle(&used.ident);
                    looked_at(&name, &handle, &quote!(#door::one_more_handle(&#env.env.#index)))
                }
                Mode::Borrowed => quote!(let #name = #held;),
                Mode::Owned => {
                    let kept = seen("_kept", name.span());
                    let anew = quote_spanned!(name.span()=> #door::ClonedForEachRun::one_more(#kept));
                    quote!(let #kept = #held; let #name = #anew;)
                }
            }
        }
    };
    agent.uses.iter().map(take).collect()
}

/// The handle to a value that others use too.
pub(super) fn handle(name: &Ident) -> Ident {
    Ident::new(&format!("__held_by_{}", plain(name)), Span::mixed_site().located_at(name.span()))
}

/// Statements: `name` looks at the value that `held` is. What has it is called like the name, too: it is this that a borrow
/// error tells of.
pub(super) fn looked_at(name: &Ident, handle: &Ident, held: &TokenStream) -> TokenStream {
    let door = door(name.span());
    quote_spanned!(name.span()=>
        let #name = #held;
        let #handle = &#name;
        #[allow(unused_variables)]
        let #name = #door::Hold::get(#handle);
    )
}

/// The variable of a name: `self` can't be one.
pub(super) fn local(name: &Ident) -> Ident {
    if name == "self" { Ident::new("this", Span::mixed_site().located_at(name.span())) } else { name.clone() }
}

/// The first token of an expression; of a block only the brace, as a block may have many lines.
pub(super) fn start_of(expr: &Expr) -> Span {
    match expr {
        Expr::Block(block) if block.label.is_none() => block.block.brace_token.span.open(),
        _ => expr.start(),
    }
}

/// Where a mistake in a step as a whole is shown.
pub(super) fn span_of(step: &Step) -> Span {
    match &step.kind {
        StepKind::Agent(expr) => start_of(expr),
        StepKind::Blocking(block) => block.brace_token.span.open(),
        StepKind::Choice(choice) => match &choice.head {
            Head::If(word) => word.span,
            Head::Match(word, _) => word.span,
        },
        StepKind::Each(each) => each.par.span,
        StepKind::Race(race) => race.race.span,
        StepKind::Loop(repeated) => repeated.word.span,
        StepKind::Guarded(guarded) => guarded.body.open,
        StepKind::Broken(tokens) => tokens.start(),
    }
}
