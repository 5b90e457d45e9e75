//! Plans that have to yield a certain type. One that does not is reported at its result, and its stand-in goes on.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;

use super::agent::span_of;
use super::{door, own, seen};
use crate::ast::Body;

/// A type, for the plans that have to fit it.
pub(super) struct Like(Ident);

impl Like {
    /// The name that it has in what is written.
    pub(super) fn named(name: &str) -> Self {
        Like(own(name))
    }

    /// A statement: it is the type of what this task yields, or of its success if that is a `Result` of this language.
    pub(super) fn of_task(&self, task: &Ident, tried: bool) -> TokenStream {
        let (Like(like), yields) = (self, yields(task, tried, Span::call_site()));
        quote_spanned!(Span::call_site()=> let #like = #yields;)
    }

    /// A statement: it is the type of this value.
    pub(super) fn of(&self, value: &Ident) -> TokenStream {
        let (Like(like), door) = (self, door(Span::call_site()));
        quote_spanned!(Span::call_site()=> let #like = #door::Probe::of(&#value);)
    }

    /// A statement after which `plan`, that of `body`, fits: `wanted` is the trait that says what is wrong.
    pub(super) fn fit(&self, wanted: &str, plan: &Ident, body: &Body, tried: bool) -> TokenStream {
        self.checked(wanted, plan, body, tried, |both, door, span| {
            quote_spanned!(span=> {
                #[allow(unused_imports, clippy::items_after_statements)]
                use #door::{Fits as _, FitsNot as _};
                (&&#both).fits().plan(#plan)
            })
        })
    }

    /// The same for the plan of a turn: it is the type of the state.
    pub(super) fn fit_turn(&self, plan: &Ident, body: &Body, tried: bool) -> TokenStream {
        self.checked("EndsOrGoesOn", plan, body, tried, |both, door, span| {
            let way = Ident::new(if tried { "try_plan" } else { "plan" }, span);
            quote_spanned!(span=> {
                #[allow(unused_imports, clippy::items_after_statements)]
                use #door::{IsNoTurn as _, IsTurn as _};
                (&&#both).turn().#way(#plan)
            })
        })
    }

    fn checked(
        &self,
        wanted: &str,
        plan: &Ident,
        body: &Body,
        tried: bool,
        fitting: impl FnOnce(&Ident, &Ident, Span) -> TokenStream,
    ) -> TokenStream {
        // All of it stands at the result, or the error would be shown at the whole workflow.
        let span = span_of(&body.workflow.result);
        let (Like(like), door, wanted, both) = (self, door(span), Ident::new(wanted, span), seen("_both", span));
        let (yields, fitting) = (yields(plan, tried, span), fitting(&both, &door, span));
        quote_spanned!(span=>
            let #both = #yields.and(&#like);
            #door::#wanted::check(&#both);
            let #plan = #fitting;
        )
    }
}

/// The type of what a task yields, or of its success if that is a `Result` of this language.
pub(super) fn yields(task: &Ident, tried: bool, span: Span) -> TokenStream {
    let (door, of) = (door(span), Ident::new(if tried { "of_tried" } else { "of_task" }, span));
    quote_spanned!(span=> #door::Probe::#of(&#task))
}
