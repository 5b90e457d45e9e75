//! What must not be done to a call that may be made only once.

use crate::private::Probe;

/// What a step calls that may be called more than once, which is everything but an effect.
pub struct NoEffect;

macro_rules! again {
    ($($(#[$meta:meta])* $name:ident;)*) => {
        $(
            $(#[$meta])*
            pub trait $name {
                #[doc(hidden)]
                fn check_of(_agent: &Probe<Self>)
                where
                    Self: Sized,
                {
                }
            }

            #[diagnostic::do_not_recommend]
            impl $name for NoEffect {}
        )*
    };
}

again! {
    /// An agent that may run in a race, which stops all but the first.
    #[diagnostic::on_unimplemented(
        message = "racing `{Self}` may leave it half done",
        label = "an effect: the race stops whoever has not won",
        note = "call it behind the race, with what has won; or race it all the same: `{Self}(..).unguarded()`"
    )]
    MayBeRaced;

    /// An agent that may be tried again.
    #[diagnostic::on_unimplemented(
        message = "retrying `{Self}` may do it twice",
        label = "an effect: a try that failed may have done it",
        note = "if a second run changes nothing, write `#[agent(idempotent)]`; to retry it all the same, `{Self}(..).unguarded()`"
    )]
    MayBeRetried;

    /// An agent that may run a second time while the first is late.
    #[diagnostic::on_unimplemented(
        message = "hedging `{Self}` may do it twice",
        label = "an effect: the second call does it again",
        note = "if a second run changes nothing, write `#[agent(idempotent)]`; to hedge it all the same, `{Self}(..).unguarded()`"
    )]
    MayBeHedged;

    /// An agent whose value may stand for that of an equal call.
    #[diagnostic::on_unimplemented(
        message = "caching `{Self}` would leave it undone the next time",
        label = "an effect: equal calls are to do it each time",
        note = "cache what comes before it; to cache it all the same, `{Self}(..).unguarded()`"
    )]
    MayBeCached;
}
