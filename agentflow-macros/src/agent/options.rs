//! What stands in the parentheses of the attribute.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::quote;
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{LitStr, Path, Token};

use super::What;
use crate::diagnostics::Errors;

/// What is said of a function.
#[derive(Default)]
pub(crate) struct Options {
    /// The name by which other processes know it.
    pub(super) name: Option<LitStr>,
    /// The word `blocking`.
    pub(super) blocking: Option<Ident>,
    /// `pure`, `idempotent` or `effect`.
    pub(super) nature: Option<Ident>,
    /// The path of the `agentflow` crate.
    krate: Option<Path>,
}

/// Those of an agent. A plan has the first two.
const ALL: [&str; 6] = ["name", "crate", "blocking", "pure", "idempotent", "effect"];
const OF_A_PLAN: usize = 2;

impl Options {
    /// The path of the `agentflow` crate.
    pub(super) fn krate(&self) -> TokenStream {
        self.krate.as_ref().map_or_else(|| quote!(::agentflow), |path| quote!(#path))
    }

    /// What a second run would come to, as the door calls it.
    pub(super) fn nature(&self) -> TokenStream {
        match &self.nature {
            Some(nature) if nature == "pure" => quote!(Pure),
            Some(_) if self.is_effect() => quote!(Effect),
            _ => quote!(Idempotent),
        }
    }

    /// Whether a second run would do it twice.
    pub(super) fn is_effect(&self) -> bool {
        self.nature.as_ref().is_some_and(|nature| nature == "effect")
    }
}

/// Reads all options that can be read.
pub(super) fn read(what: What, tokens: TokenStream, errors: &mut Errors) -> Options {
    let mut options = Options::default();
    let all = |input: ParseStream<'_>| {
        while !input.is_empty() {
            if let Err(error) = option(what, input, &mut options, errors) {
                errors.combine(error);
            }
            // What is left of one that could not be read.
            while !input.is_empty() && !input.peek(Token![,]) {
                input.parse::<TokenTree>()?;
            }
            input.parse::<Option<Token![,]>>()?;
        }
        Ok(())
    };
    if let Err(error) = all.parse2(tokens) {
        errors.combine(error);
    }
    options
}

fn option(what: What, input: ParseStream<'_>, options: &mut Options, errors: &mut Errors) -> syn::Result<()> {
    let known = match what {
        What::Agent => &ALL[..],
        What::Plan => &ALL[..OF_A_PLAN],
    };
    let word = match input.call(Ident::parse_any) {
        Ok(word) if known.contains(&word.to_string().as_str()) => word,
        Ok(word) => return Err(syn::Error::new(word.span(), unknown(what, &word, known))),
        Err(error) => {
            return Err(syn::Error::new(error.span(), format!("an option begins with a word: {}", list(known))));
        }
    };
    let twice = match word.to_string().as_str() {
        "name" => options.name.replace(name(&word, input)?).is_some(),
        "crate" => options.krate.replace(krate(&word, input)?).is_some(),
        "blocking" => options.blocking.replace(word.clone()).is_some(),
        _ => {
            let other = options.nature.replace(word.clone());
            if let Some(other) = other.filter(|other| *other != word) {
                let message =
                    format!("an agent is one of `pure`, `idempotent` and `effect`, and this one is `{other}` already");
                errors.push(word.span(), message);
                return Ok(());
            }
            false
        }
    };
    if twice {
        errors.push(word.span(), format!("`{word}` is said twice: leave one of them out"));
    }
    if !input.is_empty() && !input.peek(Token![,]) {
        return Err(input.error("a comma comes between two options"));
    }
    Ok(())
}

fn name(word: &Ident, input: ParseStream<'_>) -> syn::Result<LitStr> {
    let name = input.parse::<Token![=]>().and_then(|_| input.parse::<LitStr>());
    let Ok(name) = name else {
        return Err(syn::Error::new(word.span(), "a name is a string: `name = \"files.read\"`"));
    };
    if name.value().trim().is_empty() {
        return Err(syn::Error::new(name.span(), "a name has at least one letter"));
    }
    Ok(name)
}

fn krate(word: &Ident, input: ParseStream<'_>) -> syn::Result<Path> {
    let path = input.parse::<Token![=]>().and_then(|_| input.call(Path::parse_mod_style));
    path.map_err(|_| syn::Error::new(word.span(), "the crate is a path: `crate = other::agentflow`"))
}

fn unknown(what: What, word: &Ident, known: &[&str]) -> String {
    if ALL.contains(&word.to_string().as_str()) {
        return format!("`{word}` is for agents: a plan only says which agents run, so write it on them");
    }
    format!("unknown option `{word}`: those of {} are {}", what.noun(), list(known))
}

fn list(known: &[&str]) -> String {
    format!("`{}`", known.join("`, `"))
}
