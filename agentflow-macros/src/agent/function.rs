//! The function, as far as it is looked at.

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser as _};
use syn::{Attribute, FnArg, GenericArgument, Pat, PatType, PathArguments, ReturnType, Signature, Type, Visibility};

use super::What;
use crate::diagnostics::{Errors, Start as _};

/// A function.
pub(crate) struct Function {
    /// Attributes, doc comments among them.
    pub(super) attrs: Vec<Attribute>,
    /// Who sees it.
    pub(super) vis: Visibility,
    /// Everything up to the block.
    pub(super) sig: Signature,
    /// The block, as it is written.
    pub(super) body: TokenTree,
    /// The arguments that can be read.
    pub(super) arguments: Vec<Argument>,
}

/// `name: Type` or `name: &Type`.
pub(super) struct Argument {
    pub(super) name: Ident,
    /// Without the `&`.
    pub(super) ty: Type,
    pub(super) way: Way,
    /// The same, as it is written.
    pub(super) written: Type,
}

/// How a function comes by an argument.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// By value.
    Taken,
    /// By a `&`: it is copied where the call is made.
    Lent,
    /// The same for what has another type once it is copied, such as a `str`.
    LentUnsized,
}

/// Types whose copies have another type.
const UNSIZED: &[&str] = &["str", "Path", "OsStr", "CStr"];

impl Function {
    /// Reads a function. If it is none, that is an error.
    pub(super) fn read(what: What, item: TokenStream, errors: &mut Errors) -> Option<Self> {
        let at = item.start();
        let parse = |input: ParseStream<'_>| {
            let (attrs, vis) = (input.call(Attribute::parse_outer)?, input.parse()?);
            let (sig, body) = (input.parse::<Signature>()?, input.parse()?);
            let rest: TokenStream = input.parse()?;
            if let TokenTree::Group(_) = &body
                && rest.is_empty()
            {
                Ok(Function { attrs, vis, arguments: arguments(&sig), sig, body })
            } else {
                Err(input.error("no function"))
            }
        };
        let function = parse.parse2(item);
        if function.is_err() {
            errors.push(at, format!("`{}` stands before a function with a body", what.attribute()));
        }
        function.ok()
    }

    /// Whether it is a method, with `self`.
    pub(super) fn has_receiver(&self) -> bool {
        self.sig.receiver().is_some()
    }

    /// What it gives.
    pub(super) fn output(&self) -> Type {
        match &self.sig.output {
            ReturnType::Default => syn::parse_quote!(()),
            ReturnType::Type(_, ty) => (**ty).clone(),
        }
    }

    /// What it yields when it is run: for a plan, what its task yields.
    pub(super) fn value(&self, what: What) -> Type {
        let output = self.output();
        match what {
            What::Agent => output,
            What::Plan => value_of_task(&output).cloned().unwrap_or(output),
        }
    }
}

/// The `A` of an `AgentTask<A>`.
pub(super) fn value_of_task(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == "AgentTask")?;
    match &last.arguments {
        PathArguments::AngleBracketed(arguments) if arguments.args.len() == 1 => match &arguments.args[0] {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        },
        _ => None,
    }
}

fn arguments(sig: &Signature) -> Vec<Argument> {
    let typed = sig.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(typed) => Some(typed),
        FnArg::Receiver(_) => None,
    });
    typed.filter_map(argument).collect()
}

fn argument(typed: &PatType) -> Option<Argument> {
    let name = name_of(&typed.pat)?.clone();
    let written = (*typed.ty).clone();
    let (ty, way) = match &written {
        Type::Reference(lent) if is_unsized(&lent.elem) => ((*lent.elem).clone(), Way::LentUnsized),
        Type::Reference(lent) => ((*lent.elem).clone(), Way::Lent),
        ty => (ty.clone(), Way::Taken),
    };
    Some(Argument { name, ty, way, written })
}

fn is_unsized(ty: &Type) -> bool {
    match ty {
        Type::Slice(_) => true,
        Type::Path(path) => path.path.segments.last().is_some_and(|last| UNSIZED.iter().any(|name| last.ident == name)),
        _ => false,
    }
}

/// The name of an argument that is no other pattern.
pub(super) fn name_of(pat: &Pat) -> Option<&Ident> {
    match pat {
        Pat::Ident(pat) if pat.by_ref.is_none() && pat.subpat.is_none() => Some(&pat.ident),
        _ => None,
    }
}
