//! What the shape of an expression says, before its type is known.

use quote::ToTokens;
use syn::visit::Visit as _;
use syn::{Expr, Member, Pat};

use crate::ast::{Binding, Step, StepKind};
use crate::names::{is_variable, runs_later};
use crate::search::{Part, Search};

/// Whether it only puts values together, so that an agent of its own would cost more than it.
pub(crate) fn is_quick(step: &Step) -> bool {
    matches!(&step.kind, StepKind::Agent(expr) if puts_together(expr))
}

/// Whether it awaits where it is written; what a closure or an `async` block awaits is its own affair.
pub(crate) fn awaits(step: &Step) -> bool {
    let StepKind::Agent(expr) = &step.kind else { return false };
    let mut awaits = false;
    let mut look = |part: Part<'_>| {
        awaits |= matches!(part, Part::Expr(Expr::Await(_)));
        !matches!(part, Part::Expr(Expr::Async(_) | Expr::Closure(_)) | Part::Item)
    };
    Search(&mut look).visit_expr(expr);
    awaits
}

/// Whether what it gives may borrow from what the agent owns, should it be a future: whatever is only passed by value
/// can't.
pub(crate) fn may_borrow(step: &Step) -> bool {
    let StepKind::Agent(expr) = &step.kind else { return false };
    let mut borrows = false;
    let mut look = |part: Part<'_>| {
        borrows |= matches!(part, Part::Expr(Expr::Reference(_) | Expr::MethodCall(_)) | Part::Macro(_));
        !matches!(part, Part::Expr(Expr::Call(call)) if runs_later(&call.func))
    };
    Search(&mut look).visit_expr(expr);
    borrows
}

fn puts_together(expr: &Expr) -> bool {
    match expr {
        Expr::Path(_) | Expr::Lit(_) => true,
        Expr::Paren(inner) => puts_together(&inner.expr),
        Expr::Reference(inner) => puts_together(&inner.expr),
        Expr::Unary(inner) => puts_together(&inner.expr),
        Expr::Field(inner) => puts_together(&inner.base),
        Expr::Cast(inner) => puts_together(&inner.expr),
        Expr::Binary(both) => puts_together(&both.left) && puts_together(&both.right),
        Expr::Tuple(all) => all.elems.iter().all(puts_together),
        Expr::Array(all) => all.elems.iter().all(puts_together),
        Expr::Struct(all) => all.fields.iter().all(|field| puts_together(&field.expr)),
        _ => false,
    }
}

/// The function that a step calls, as it is written; empty where it calls none.
pub(crate) fn function(step: &Step) -> String {
    let expr = match &step.kind {
        StepKind::Agent(expr) => expr,
        StepKind::Guarded(guarded) => return function(&guarded.body.workflow.result),
        _ => return String::new(),
    };
    let mut expr = &**expr;
    loop {
        expr = match expr {
            Expr::Await(inner) => &inner.base,
            Expr::Try(inner) => &inner.expr,
            Expr::Paren(inner) => &inner.expr,
            Expr::Call(call) => return call.func.to_token_stream().to_string().replace(' ', ""),
            Expr::MethodCall(call) => return call.method.to_string(),
            _ => return String::new(),
        };
    }
}

/// Whether the annotation of a binding has to be known where its step stands: the last call of the step can give many
/// types. Elsewhere the annotation is that of the bound value, be it of a task, a future or a plain value.
pub(crate) fn needs_type(binding: &Binding) -> bool {
    let StepKind::Agent(expr) = &binding.step.kind else { return false };
    binding.ty.is_some() && is_open(expr)
}

/// Functions of the standard library that give whatever type is asked for.
const OPEN: &[&str] =
    &["collect", "parse", "into", "try_into", "sum", "product", "default", "from_str", "new", "with_capacity"];

/// Methods that pass on an open type.
const PASSING: &[&str] = &["unwrap", "expect", "unwrap_or_default", "clone", "ok"];

/// Whether the last call of an expression can give many types.
pub(crate) fn is_open(expr: &Expr) -> bool {
    match expr {
        Expr::MethodCall(call) if PASSING.iter().any(|name| call.method == name) => is_open(&call.receiver),
        Expr::MethodCall(call) => call.turbofish.is_none() && OPEN.iter().any(|name| call.method == name),
        Expr::Call(call) => match &*call.func {
            Expr::Path(path) => is_open_function(&path.path),
            _ => false,
        },
        Expr::Paren(inner) => is_open(&inner.expr),
        Expr::Lit(_) | Expr::Macro(_) | Expr::Array(_) | Expr::Path(_) | Expr::Closure(_) => true,
        Expr::Field(field) => matches!(field.member, Member::Unnamed(_)),
        _ => false,
    }
}

/// Whether a pattern fits every value, as far as its shape tells: a name does, and what is made of names.
pub(crate) fn always_fits(pat: &Pat) -> bool {
    match pat {
        Pat::Ident(name) => is_variable(&name.ident) && name.subpat.is_none(),
        Pat::Wild(_) => true,
        Pat::Paren(inner) => always_fits(&inner.pat),
        Pat::Type(typed) => always_fits(&typed.pat),
        Pat::Tuple(all) => all.elems.iter().all(always_fits),
        _ => false,
    }
}

/// Macros that give a plain value.
const PLAIN_MACROS: &[&str] =
    &["vec", "format", "matches", "concat", "stringify", "include_str", "env", "line", "file"];

/// Macros that give nothing, because they end the agent.
const DIVERGING: &[&str] = &["panic", "todo", "unimplemented", "unreachable"];

/// Methods that give a plain value, whatever they are called on.
const PLAIN_METHODS: &[&str] = &["len", "is_empty", "to_string", "to_owned", "to_vec", "contains", "unwrap_or_default"];

/// Whether an expression can be neither a task nor a future, whatever its type is.
pub(crate) fn is_plain(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(_)
        | Expr::Struct(_)
        | Expr::Binary(_)
        | Expr::Reference(_)
        | Expr::Closure(_)
        | Expr::Tuple(_)
        | Expr::Array(_)
        | Expr::Repeat(_)
        | Expr::Range(_)
        | Expr::Cast(_) => true,
        Expr::Paren(inner) => is_plain(&inner.expr),
        Expr::Block(block) => block.block.stmts.is_empty(),
        Expr::Macro(call) => is_one_of(&call.mac.path, PLAIN_MACROS) || diverges(expr),
        Expr::Path(path) => path.path.segments.last().is_some_and(|last| !is_variable(&last.ident)),
        Expr::Call(call) => match &*call.func {
            Expr::Path(path) => {
                path.path.segments.last().is_some_and(|last| !is_variable(&last.ident)) || is_of_open_trait(&path.path)
            }
            _ => false,
        },
        Expr::MethodCall(call) if PASSING.iter().any(|name| call.method == name) => is_plain(&call.receiver),
        Expr::MethodCall(call) => OPEN.iter().chain(PLAIN_METHODS).any(|name| call.method == name),
        _ => false,
    }
}

/// Whether an expression has no value because it panics.
pub(crate) fn diverges(expr: &Expr) -> bool {
    matches!(expr, Expr::Macro(call) if is_one_of(&call.mac.path, DIVERGING))
}

/// Those of the standard library stand behind a type or a trait: a `sum(..)` alone is the user's own.
fn is_open_function(path: &syn::Path) -> bool {
    path.segments.len() > 1 && is_one_of(path, OPEN)
}

/// Traits whose functions give whatever type is asked for. Of any other function, the type is known where it is called.
const OPEN_TRAITS: &[&str] = &["Default", "From", "TryFrom", "Into", "TryInto", "FromStr", "FromIterator", "Iterator"];

fn is_of_open_trait(path: &syn::Path) -> bool {
    let mut behind = path.segments.iter().rev().skip(1);
    behind.next().is_some_and(|segment| OPEN_TRAITS.iter().any(|name| segment.ident == name))
}

fn is_one_of(path: &syn::Path, names: &[&str]) -> bool {
    path.segments.last().is_some_and(|last| names.iter().any(|name| last.ident == name))
}
