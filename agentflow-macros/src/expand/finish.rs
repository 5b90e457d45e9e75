//! What becomes of the value of a step: `?`, the annotation and the pattern of its binding.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Pat, Token};

use super::agent::{site, span_of};
use super::plan::Agent;
use super::{door, seen};
use crate::ast::StepKind;
use crate::diagnostics::Start as _;
use crate::names::bound_by;
use crate::shape;

/// The value of a step, while it is being finished.
pub(super) struct Finish<'a, 'w> {
    agent: &'a Agent<'w>,
    span: Span,
}

impl<'a, 'w> Finish<'a, 'w> {
    pub(super) fn of(agent: &'a Agent<'w>) -> Self {
        Finish { agent, span: span_of(agent.step) }
    }

    /// The variable that has it.
    pub(super) fn value(&self) -> Ident {
        seen("_value", self.span)
    }

    /// The success of a step that ends in `?`; the closure around it ends with the failure.
    pub(super) fn ask(&self) -> TokenStream {
        let value = self.value();
        if let StepKind::Guarded(_) = &self.agent.step.kind {
            // What comes out of the policies is an error of this workflow already.
            return if self.agent.step.can_fail() { quote!(let #value = #value?;) } else { TokenStream::new() };
        }
        // What failed in a body is one, too.
        let passed_on = self.agent.step.body_can_fail().then(|| quote!(let #value = #value?;));
        let asked = self.agent.step.question.map(|question| ask(question, &value, &site(self.agent)));
        quote!(#passed_on #asked)
    }

    /// The value as its annotation says.
    pub(super) fn annotate(&self) -> TokenStream {
        let Some(ty) = self.agent.binding.and_then(|binding| binding.ty.as_ref()) else { return TokenStream::new() };
        let value = self.value();
        quote!(let #value: #ty = #value;)
    }
}

/// A statement: the names of `pat` are parts of `value`. A pattern that may not fit every value stands where rustc does not
/// offer an `else`, which this language has not.
pub(super) fn bind(pat: &Pat, value: &TokenStream) -> TokenStream {
    let allow = quote!(#[allow(clippy::ignored_unit_patterns, clippy::let_unit_value)]);
    if shape::always_fits(pat) {
        return quote!(#allow let #pat = #value;);
    }
    let (door, names) = (door(pat.start()), bound_by(pat));
    quote_spanned!(pat.start()=> let (#(#names,)*) = #door::parts_of(#value, |#pat| (#(#names,)*));)
}

/// Makes `value` the success that it is asked for.
pub(super) fn ask(question: Token![?], value: &Ident, site: &TokenStream) -> TokenStream {
    let (door, asked) = (door(question.span), seen("_asked", question.span));
    quote_spanned!(question.span=>
        let #asked = #value;
        #door::CanFail::check(&#asked);
        #[allow(clippy::let_unit_value)]
        let #value = {
            #[allow(unused_imports, clippy::items_after_statements)]
            use #door::{IsNoResult as _, IsResult as _};
            (&&#door::Probe::of(&#asked)).question().ask(#asked, #site)?
        };
    )
}

/// What passes of `value` to another agent.
pub(super) fn sent(value: &Ident) -> TokenStream {
    let door = door(value.span());
    quote_spanned!(value.span()=> {
        #door::SentToAgents::check(&#value);
        #[allow(unused_imports, clippy::items_after_statements)]
        use #door::{IsNotSend as _, IsSend as _};
        (&&#door::Probe::of(&#value)).sent().hold(#value).0
    })
}

/// What passes of `value` to several other agents.
pub(super) fn shared(value: &Ident) -> TokenStream {
    let door = door(value.span());
    quote_spanned!(value.span()=> {
        #door::SharedByAgents::check(&#value);
        #[allow(unused_imports, clippy::items_after_statements)]
        use #door::{IsNotSync as _, IsSync as _};
        (&&#door::Probe::of(&#value)).shared().hold(#value).0
    })
}

/// What a workflow yields of `value`.
pub(super) fn yielded(value: &Ident) -> TokenStream {
    let door = door(value.span());
    quote_spanned!(value.span()=> {
        #door::SentToAgents::check(&#value);
        #[allow(unused_imports, clippy::items_after_statements)]
        use #door::{IsNotSend as _, IsSend as _};
        (&&#door::Probe::of(&#value)).sent().yielded(#value)
    })
}

/// The agent of a result, which yields the value of its `step`.
pub(super) fn keep(step: &TokenStream, span: Span) -> TokenStream {
    let (door, begun, yields) = (door(span), seen("_step", span), seen("_yields", span));
    quote_spanned!(span=> {
        let #begun = #step;
        let #yields = #begun.yields();
        #door::SentToAgents::check_of(&#yields);
        #[allow(unused_imports, clippy::items_after_statements)]
        use #door::{IsNotSend as _, IsSend as _};
        (&&#yields).sent().keep(#begun).0
    })
}
