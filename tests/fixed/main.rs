//! Every mistake of `ui-tests/`, put right: the programs compile, and run to their end.
//!
//! `list.rs` is made by `tests/mistakes_page`, which also sees to it that no program is left out.

/// A module for each program, with its path in `ui-tests/` and a name.
macro_rules! fixed {
    ($($program:literal $name:ident)*) => { $(
        #[allow(clippy::all, clippy::pedantic, reason = "a case is as small as can be")]
        mod $name {
            include!(concat!("../../ui-tests/", $program, ".fixed"));

            #[test]
            fn runs() {
                main();
            }
        }
    )* };
}

mod list;
