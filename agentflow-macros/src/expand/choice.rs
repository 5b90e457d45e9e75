//! `if` and `match`: an expression that gives the task of the chosen arm.
//!
//! An arm with statements is a workflow of its own, which owns what it uses. Any other arm stays where it is written: it
//! is evaluated when it is chosen, among the names around it, and its type says what it is. Only a future, which goes on
//! after that, is made to own them.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Expr;
use syn::visit::Visit as _;

use super::agent::{allowed, handle, kind_of, local, sent_future};
use super::around::Around;
use super::finish::ask;
use super::{door, own, seen};
use crate::ast::{Arm, Body, Choice, Head, Step, StepKind, Test};
use crate::diagnostics::Start as _;
use crate::names::{self, bound_by, rename_self, rewrite_borrowed_around_bodies};
use crate::search::{Part, Search};
use crate::shape;

/// What the bodies of a step find around them.
#[derive(Clone)]
pub(super) struct Scene {
    /// The names.
    pub(super) around: Around,
    /// Whether each body gives a `Result`.
    pub(super) fallible: bool,
    /// The agent that the step is.
    pub(super) site: TokenStream,
    /// Where that agent is named.
    pub(super) at: Span,
}

/// The task of the arm that is chosen.
pub(super) fn task(choice: &Choice, scene: &Scene) -> TokenStream {
    // The names that are shared are references where the arms stand.
    let mut kind = StepKind::Choice(Box::new(choice.clone()));
    rewrite_borrowed_around_bodies(&mut kind, &scene.around.shared);
    match &kind {
        StepKind::Choice(choice) => written(choice, scene),
        _ => TokenStream::new(),
    }
}

fn written(choice: &Choice, scene: &Scene) -> TokenStream {
    match &choice.head {
        Head::If(word) => {
            let mut all = TokenStream::new();
            for (index, arm) in choice.arms.iter().enumerate() {
                let (word, task) = (if index == 0 { quote!(#word) } else { quote!(else #word) }, arm_task(arm, scene));
                let body = braced(arm, &task);
                if let Test::If(cond) = &arm.test {
                    let cond = renamed(cond);
                    all.extend(quote!(#word #cond #body));
                } else {
                    all.extend(quote!(else #body));
                }
            }
            if !choice.arms.iter().any(|arm| matches!(arm.test, Test::Else)) {
                let door = door(word.span);
                all.extend(if choice.arms.iter().any(|arm| arm.body.kept) {
                    quote_spanned!(word.span=> else { #door::left_out() })
                } else {
                    quote_spanned!(word.span=> else { #door::plain(#door::NothingElse::nothing()) })
                });
            }
            all
        }
        Head::Match(word, value) => {
            let value = renamed(value);
            let arms = choice.arms.iter().map(|arm| {
                let task = braced(arm, &arm_task(arm, scene));
                let Test::Pattern(attrs, pat, guard) = &arm.test else { return TokenStream::new() };
                let guard = guard.as_ref().map(|guard| {
                    let guard = renamed(guard);
                    quote!(if #guard)
                });
                quote!(#(#attrs)* #pat #guard => #task)
            });
            quote!(#word #value { #(#arms)* })
        }
    }
}

/// An arm whose type is shown where it begins.
fn braced(arm: &Arm, task: &TokenStream) -> TokenStream {
    quote_spanned!(arm.body.open=> { #task })
}

/// The task of an arm.
fn arm_task(arm: &Arm, scene: &Scene) -> TokenStream {
    let names = bound_in(&arm.test);
    let scene = Scene { around: scene.around.with(&names), ..scene.clone() };
    body_task(&arm.body, &scene)
}

/// The task of a body that is run at most once.
pub(super) fn body_task(body: &Body, scene: &Scene) -> TokenStream {
    let door = door(body.open);
    let result = &body.workflow.result;
    let task = match &result.kind {
        _ if !body.is_in_place() => {
            let task = super::body(&body.workflow, scene.around.clone());
            if scene.fallible && !body.workflow.can_fail() { quote!(#door::succeeding(#task)) } else { task }
        }
        StepKind::Choice(choice) => {
            let inner = Scene { fallible: result.body_can_fail(), ..scene.clone() };
            let task = written(choice, &inner);
            asked(&task, result, inner.fallible, scene)
        }
        StepKind::Agent(expr) if shape::diverges(expr) => return renamed(expr),
        StepKind::Agent(expr) => asked(&in_place(expr, result, scene), result, false, scene),
        _ => TokenStream::new(),
    };
    match (body.kept, scene.fallible) {
        (false, _) => task,
        (true, false) => quote!(#door::kept(#task)),
        (true, true) => quote!(#door::try_kept(#task)),
    }
}

/// A task of what a body of this scene gives: `task` gives a `Result` of this language if `fails`, and then comes the
/// question of its step.
fn asked(task: &TokenStream, step: &Step, fails: bool, scene: &Scene) -> TokenStream {
    let door = door(Span::call_site());
    match step.question {
        None if fails || !scene.fallible => task.clone(),
        None => quote!(#door::succeeding(#task)),
        Some(question) => {
            let value = seen("_value", question.span);
            let passed_on = fails.then(|| quote!(let #value = #value?;));
            let ask = ask(question, &value, &site_of(step, scene));
            quote!(#door::asked(#task, |#value| {
                #passed_on
                #ask
                ::core::result::Result::Ok::<_, #door::AgentError>(#value)
            }))
        }
    }
}

/// The step that an error in an arm names: the binding, and the function that the arm calls.
fn site_of(step: &Step, scene: &Scene) -> TokenStream {
    let (door, site, function) = (door(scene.at), &scene.site, shape::function(step));
    quote_spanned!(scene.at=> const { &#door::StepSite::new(#site.name, #function) })
}

/// An expression where it stands, as a task.
fn in_place(expr: &Expr, step: &Step, scene: &Scene) -> TokenStream {
    let span = expr.start();
    let (door, value, tell, site) = (door(span), seen("_value", span), own("tell"), &scene.site);
    let (task, yields) = (seen("_task", span), seen("_yields", span));
    let expr = renamed(expr);
    let owning = owning(step, scene);
    if names::uses(step, &scene.around.known).awaits {
        let future = sent_future(span, &owning(&expr));
        return quote_spanned!(span=> { let #task = #future; #door::awaited(#site, #task) });
    }
    if let StepKind::Agent(written) = &step.kind
        && shape::is_plain(written)
    {
        // Not as it is: a type that does not fit would be shown as that of an argument.
        return quote_spanned!(span=> {
            let #value = #expr;
            #door::SentToAgents::check(&#value);
            #[allow(unused_imports, clippy::items_after_statements)]
            use #door::{IsNotSend as _, IsSend as _};
            let #task = (&&#door::Probe::of(&#value)).sent().plain(#value);
            #task
        });
    }
    let (kind, tag) = (kind_of(&value), own("kind"));
    // Which of the three it is has to be known before it is evaluated: a future is made where it is polled.
    let resolve = quote_spanned!(span=> #tell.kind().resolve(#value).await);
    // Parentheses of the user's would be told to be unnecessary.
    let future = sent_future(span, &owning(&quote!(match (#expr) { #value => #resolve })));
    let allowed = allowed(&scene.around.risks, &tag, span);
    let types = quote!(match (#expr) {
        #value => {
            let #tag = #kind;
            #allowed
            #tag.tell(#tell, #value)
        }
    });
    quote_spanned!(span=> {
        let #tell = #door::Tell::new();
        if #door::never() {
            #types
        }
        let #yields = #tell.yields();
        #door::SentToAgents::check_of(&#yields);
        #[allow(unused_imports, clippy::items_after_statements)]
        use #door::{IsNotSend as _, IsSend as _};
        let #tell = (&&#yields).sent().tell(#tell).0;
        let #task = if #tell.is_later() {
            let #task = #future;
            #tell.later(#site, #task)
        } else {
            #tell.now(#expr)
        };
        #task
    })
}

/// Makes a future of an expression, which owns what the expression looks at.
fn owning(step: &Step, scene: &Scene) -> impl Fn(&TokenStream) -> TokenStream {
    let uses = names::uses(step, &scene.around.known).uses;
    let shared: Vec<Ident> = uses.into_iter().map(|used| used.ident).filter(|name| scene.around.shares(name)).collect();
    move |expr| {
        let door = door(Span::call_site());
        let handles: Vec<Ident> = shared.iter().map(handle).collect();
        let names = shared.iter().map(local);
        quote!({
            #(let #handles = #door::one_more_handle(&#handles);)*
            async move {
                #(#[allow(unused_variables)] let #names = #door::Hold::get(&#handles);)*
                #expr
            }
        })
    }
}

fn renamed(expr: &Expr) -> TokenStream {
    let mut expr = expr.clone();
    rename_self(&mut expr);
    expr.into_token_stream()
}

/// The names that an arm has from its test.
fn bound_in(test: &Test) -> Vec<Ident> {
    match test {
        Test::If(cond) => {
            let mut names = Vec::new();
            let mut look = |part: Part<'_>| {
                if let Part::Expr(Expr::Let(expr)) = part {
                    names.extend(bound_by(&expr.pat).into_iter().cloned());
                }
                true
            };
            Search(&mut look).visit_expr(cond);
            names
        }
        Test::Else => Vec::new(),
        Test::Pattern(_, pat, _) => bound_by(pat).into_iter().cloned().collect(),
    }
}
