//! What a function may not be if it is to be found and run by its name: one `check_*` a rule.

use proc_macro2::Span;
use syn::visit::Visit as _;
use syn::{FnArg, ReturnType, Safety, Signature, Type, TypeReference};

use super::What;
use super::function::{Function, name_of, value_of_task};
use super::options::Options;
use crate::diagnostics::{Errors, Start as _};
use crate::search::{Part, Search};

/// Reports every mistake of a function that was read.
pub(super) fn function(what: What, function: &Function, options: &Options, errors: &mut Errors) {
    check_words(what, &function.sig, errors);
    check_async(what, &function.sig, options, errors);
    check_generics(what, &function.sig, errors);
    check_arguments(what, &function.sig, errors);
    check_output(what, &function.output(), errors);
    check_plan(what, function, errors);
}

/// It is called by other code than that which knows it.
fn check_words(what: What, sig: &Signature, errors: &mut Errors) {
    let abi = sig.abi.as_ref().map(|abi| (abi.extern_token.span, "extern"));
    let constness = sig.constness.map(|word| (word.span, "const"));
    let safety = match &sig.safety {
        Safety::Safe(word) => Some((word.span, "safe")),
        Safety::Unsafe(word) => Some((word.span, "unsafe")),
        Safety::Default => None,
    };
    for (span, word) in [constness, safety, abi].into_iter().flatten() {
        let message = format!(
            "{} is called by whoever knows its name, so it can't be `{word}`: call such a function in it",
            what.noun()
        );
        errors.push(span, message);
    }
    if let Some(dots) = &sig.variadic {
        errors.push(dots.dots.spans[0], format!("{} has a fixed number of arguments", what.noun()));
    }
}

fn check_async(what: What, sig: &Signature, options: &Options, errors: &mut Errors) {
    let Some(word) = sig.asyncness else { return };
    match (what, &options.blocking) {
        (What::Plan, _) => {
            errors.push(
                word.span,
                "a plan is built at once, and waits when it runs: leave `async` out, or write `#[agent]`",
            );
        }
        (What::Agent, Some(blocking)) => {
            errors.push(
                blocking.span(),
                "an async agent holds no thread while it waits: leave `blocking` or `async` out",
            );
        }
        (What::Agent, None) => {}
    }
}

/// A name stands for one function.
fn check_generics(what: What, sig: &Signature, errors: &mut Errors) {
    if let Some(first) = sig.generics.params.first() {
        let message = if matches!(first, syn::GenericParam::Lifetime(_)) {
            format!("{} gets copies of what it borrows, so lifetimes say nothing: leave them out", what.noun())
        } else {
            format!("the name of {} stands for one function: write the types out", what.noun())
        };
        errors.push(first.start(), message);
    } else if let Some(clause) = &sig.generics.where_clause {
        errors.push(
            clause.where_token.span,
            format!("the name of {} stands for one function: nothing is left to be asked", what.noun()),
        );
    }
}

fn check_arguments(what: What, sig: &Signature, errors: &mut Errors) {
    for input in &sig.inputs {
        match input {
            FnArg::Receiver(receiver) => {
                let message = format!(
                    "{} is found by its name, without a `self`: write it outside of the `impl`, with an argument for what it needs",
                    what.noun()
                );
                errors.push(receiver.self_token.span, message);
            }
            FnArg::Typed(typed) => {
                if name_of(&typed.pat).is_none() {
                    errors.push(typed.pat.start(), "an argument has a name: take it apart in the body");
                }
                check_argument(what, &typed.ty, errors);
            }
        }
    }
}

/// What it is given is owned, once the `&` in front is off.
fn check_argument(what: What, ty: &Type, errors: &mut Errors) {
    let inner = match ty {
        Type::Reference(TypeReference { mutability: Some(word), .. }) => {
            let message =
                format!("{} changes a copy of its own: take the value, and yield what has become of it", what.noun());
            errors.push(word.span, message);
            return;
        }
        Type::Reference(lent) => &*lent.elem,
        ty => ty,
    };
    for (span, written) in borrows(inner) {
        errors.push(
            span,
            match written {
                Written::Borrow => {
                    "what is inside of an argument is owned: write `String` for `&str`, `Vec<T>` for `&[T]`".to_owned()
                }
                Written::Impl => format!("the name of {} stands for one function: write the type out", what.noun()),
            },
        );
    }
}

/// What it yields outlives all that it was given.
fn check_output(what: What, ty: &Type, errors: &mut Errors) {
    for (span, written) in borrows(ty) {
        errors.push(span, match written {
            Written::Borrow => format!("what {} yields may come from another process, so it is owned: write `String` for `&str`, `Vec<T>` for `&[T]`", what.noun()),
            Written::Impl => format!("what {} yields is written and read by its type: write the type out", what.noun()),
        });
    }
}

/// What a plan yields is read off its type.
fn check_plan(what: What, function: &Function, errors: &mut Errors) {
    let at = match &function.sig.output {
        ReturnType::Type(_, ty) if value_of_task(ty).is_none() => ty.start(),
        ReturnType::Default => function.sig.ident.span(),
        ReturnType::Type(..) => return,
    };
    if what == What::Plan {
        let message = "a plan gives an `AgentTask<..>`, and is a function that builds it: one that does the work itself is an `#[agent]`";
        errors.push(at, message);
    }
}

/// What says that a type is not owned, or none that is known.
enum Written {
    Borrow,
    Impl,
}

fn borrows(ty: &Type) -> Vec<(Span, Written)> {
    let mut found = Vec::new();
    let mut look = |part: Part<'_>| {
        found.push(match part {
            Part::Type(Type::Reference(ty)) => (ty.and_token.span, Written::Borrow),
            Part::Type(Type::ImplTrait(ty)) => (ty.impl_token.span, Written::Impl),
            Part::Lifetime(lifetime) if lifetime.ident != "static" => (lifetime.span(), Written::Borrow),
            _ => return true,
        });
        false
    };
    Search(&mut look).visit_type(ty);
    found
}
