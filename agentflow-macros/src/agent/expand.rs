//! Writes a named function: what its callers call, the type of the same name, and what is known of it.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::{Attribute, GenericArgument, LitStr, PathArguments, Signature, Type};

use super::What;
use super::function::{Argument, Function, Way};
use super::options::Options;
use crate::diagnostics::Start as _;

/// A function without mistakes.
pub(super) fn named(what: What, function: &Function, options: &Options) -> TokenStream {
    let krate = options.krate();
    let (caller, code, checks) = (caller(what, function, options), code(what, function), checks(what, function));
    let (about, ty) = (about(what, function, options), type_of(function));
    quote!(
        #caller
        #ty
        #code
        #[allow(clippy::used_underscore_binding)]
        const _: () = {
            use #krate::private as __agentflow;
            #checks
            #about
        };
    )
}

/// A function with mistakes: callers and editors see what it would be.
pub(super) fn broken(what: What, function: &Function, options: &Options) -> TokenStream {
    let Function { attrs, vis, sig, body, .. } = function;
    if what == What::Plan {
        return quote!(#(#attrs)* #vis #sig #body);
    }
    let (krate, name, output) = (options.krate(), &sig.ident, function.output());
    let (inputs, generics, clause) = (&sig.inputs, &sig.generics, &sig.generics.where_clause);
    quote!(
        #[allow(dead_code, unused_variables, unused_mut, clippy::all, clippy::pedantic)]
        #vis fn #name #generics (#inputs) -> #krate::AgentTask<#output> #clause {
            #sig #body
            ::core::unreachable!()
        }
    )
}

/// The function that others call.
fn caller(what: What, function: &Function, options: &Options) -> TokenStream {
    let Function { attrs, vis, sig, body, arguments } = function;
    if what == What::Plan {
        return quote!(#(#attrs)* #vis #sig #body);
    }
    let (krate, name, span) = (options.krate(), &sig.ident, sig.ident.span());
    let door = quote!(#krate::private);
    let attrs = attrs.iter().filter(|attr| is_for_callers(attr));
    let inputs = arguments.iter().map(|Argument { name, written, .. }| quote!(#name: #written));
    let owned = arguments.iter().map(|Argument { name, way, .. }| match way {
        Way::Taken => quote!(#name),
        Way::Lent => quote!({
            use #door::{IsCopied as _, IsUncopied as _};
            (&&#door::Probe::of(#name)).copied(#name)
        }),
        Way::LentUnsized => quote!(::std::borrow::ToOwned::to_owned(#name)),
    });
    let task = quote!(<#name as #door::Named>::task((#(#owned,)*)));
    let (output, task) = if options.is_effect() {
        (quote!(#door::Effect<#name>), quote!(#door::effect::<#name>(#task)))
    } else {
        let output = function.output();
        (quote!(#door::AgentTask<#output>), task)
    };
    quote_spanned!(span=> #(#attrs)* #[allow(dead_code, clippy::used_underscore_binding)] #vis fn #name(#(#inputs),*) -> #output { #task })
}

/// The type that stands for the function.
fn type_of(function: &Function) -> TokenStream {
    let (vis, ident) = (&function.vis, &function.sig.ident);
    quote_spanned!(ident.span()=>
        #[doc(hidden)]
        #[allow(dead_code, missing_copy_implementations, missing_debug_implementations, non_camel_case_types, unreachable_pub)]
        #vis struct #ident {}
    )
}

/// What stays with what others call. Everything else is said of the code.
fn is_for_callers(attr: &Attribute) -> bool {
    ["doc", "deprecated", "allow", "warn", "deny", "forbid"].iter().any(|name| attr.path().is_ident(name))
}

/// What an agent runs: a function of the type of its name, where it sees what is around it.
fn code(what: What, function: &Function) -> TokenStream {
    if what == What::Plan {
        return TokenStream::new();
    }
    let Function { attrs, sig, body, .. } = function;
    let attrs = attrs.iter().filter(|attr| !["doc", "deprecated"].iter().any(|name| attr.path().is_ident(name)));
    let name = &sig.ident;
    let sig = Signature { ident: Ident::new("code", name.span()), ..sig.clone() };
    quote!(impl #name { #(#attrs)* #sig #body })
}

/// Asks of each type whether another process could read it; an error is shown at the type.
fn checks(what: What, function: &Function) -> TokenStream {
    let inputs = function.arguments.iter().map(|argument| {
        let (owned, span) = (owned(argument), argument.ty.start());
        quote_spanned!(span=> <#owned as __agentflow::ReadByAgents>::check();)
    });
    let value = function.value(what);
    let outputs = parts(&value)
        .into_iter()
        .map(|part| quote_spanned!(part.start()=> <#part as __agentflow::ReadByCallers>::check();));
    quote!(const _: fn() = || { #(#inputs)* #(#outputs)* };)
}

/// The success and the error of a `Result`, or all that it is.
fn parts(ty: &Type) -> Vec<&Type> {
    if let Type::Path(path) = ty
        && let Some(last) = path.path.segments.last()
        && last.ident == "Result"
        && let PathArguments::AngleBracketed(arguments) = &last.arguments
    {
        let parts = arguments.args.iter().filter_map(|argument| match argument {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        });
        return parts.collect();
    }
    vec![ty]
}

/// The type of an argument that is kept until it is needed.
fn owned(Argument { ty, way, .. }: &Argument) -> TokenStream {
    match way {
        Way::LentUnsized => quote_spanned!(ty.start()=> <#ty as ::std::borrow::ToOwned>::Owned),
        Way::Taken | Way::Lent => quote!(#ty),
    }
}

/// What is known of the function.
fn about(what: What, function: &Function, options: &Options) -> TokenStream {
    let (ident, owned, value) = (&function.sig.ident, function.arguments.iter().map(owned), function.value(what));
    let name = options.name.clone().unwrap_or_else(|| LitStr::new(&ident.unraw().to_string(), ident.span()));
    let task = match what {
        What::Agent => task_of_agent(function, options),
        What::Plan => task_of_plan(function),
    };
    let at = quote_spanned!(ident.span()=> const { &__agentflow::StepSite::new(#name, "") });
    let kind = match what {
        What::Agent => {
            let nature = options.nature();
            quote!(impl __agentflow::Agent for #ident { const NATURE: __agentflow::Nature = __agentflow::Nature::#nature; })
        }
        What::Plan => quote!(impl __agentflow::Plan for #ident {}),
    };
    quote!(
        impl __agentflow::Named for #ident {
            const NAME: &'static str = #name;
            type Input = (#(#owned,)*);
            type Value = #value;

            fn task(input: Self::Input) -> __agentflow::AgentTask<Self::Value> {
                #task
            }

            fn site() -> &'static __agentflow::StepSite {
                #at
            }

            fn wire() -> __agentflow::Wire<Self::Input, Self::Value> {
                use __agentflow::{FailsNever as _, FailsSometimesOf as _, IsUnwritten as _, IsWritten as _};
                let (both, value) = (__agentflow::input_and_value::<Self>(), __agentflow::value_alone::<Self>());
                (&&both).wire((&&value).failed())
            }
        }
        #kind
    )
}

fn task_of_agent(function: &Function, options: &Options) -> TokenStream {
    let ident = &function.sig.ident;
    let (names, lent) = (names(function), lent(function));
    let call = quote!(#ident::code(#(#lent),*));
    let (way, code) = match (function.sig.asyncness, &options.blocking) {
        (Some(_), _) => ("awaiting", sent_future(ident.span(), &call)),
        (None, Some(_)) => ("blocking", call),
        (None, None) => ("computing", call),
    };
    let way = Ident::new(way, Span::call_site());
    quote!(
        use __agentflow::{IsCalled as _, IsUncalled as _};
        let both = __agentflow::input_and_value::<Self>();
        let code = |(#(#names,)*): Self::Input| #code;
        (&&both).called::<Self>().#way(input, code)
    )
}

/// A future of the call, which any thread may poll. An error is shown at the name of the function.
fn sent_future(span: Span, call: &TokenStream) -> TokenStream {
    quote_spanned!(span=> {
        let future = async move { #call.await };
        __agentflow::check_later(__agentflow::future(&future));
        future
    })
}

fn task_of_plan(function: &Function) -> TokenStream {
    let (ident, names, lent) = (&function.sig.ident, names(function), lent(function));
    quote!(
        let (#(#names,)*) = input;
        #ident(#(#lent),*)
    )
}

fn names(function: &Function) -> Vec<&Ident> {
    function.arguments.iter().map(|argument| &argument.name).collect()
}

/// The arguments as the function takes them.
fn lent(function: &Function) -> Vec<TokenStream> {
    let arguments = function.arguments.iter().map(|Argument { name, ty, way, .. }| match way {
        Way::Taken => quote!(#name),
        Way::Lent => quote!(&#name),
        Way::LentUnsized => quote!(::std::borrow::Borrow::<#ty>::borrow(&#name)),
    });
    arguments.collect()
}
