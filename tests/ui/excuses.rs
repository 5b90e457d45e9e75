//! What is below the bar, and why it can't be helped.

use super::bar::Fault::{self, Inner, Long, Place};

const AWAIT: &str = "what is held across which await takes rustc 15 lines, 14 without the cast that it tells of";
const METHOD: &str = "rustc shows the bound of a method, and where it was found wanting";
const BORROW: &str = "the wording of a borrow error is rustc's";

/// A fault of a case, and its reason.
pub(crate) const EXCUSES: &[(&str, Fault, &str)] = &[
    ("a_future_must_not_hold_an_rc_across_await", Long, AWAIT),
    ("a_future_of_a_borrowing_step_must_be_send", Long, AWAIT),
    ("a_future_of_an_arm_must_be_send", Long, AWAIT),
    ("a_lock_must_not_be_held_across_await", Long, AWAIT),
    ("a_racer_must_be_send", Long, AWAIT),
    ("a_step_must_be_send_where_it_awaits", Long, AWAIT),
    ("an_async_block_must_be_send", Long, AWAIT),
    ("an_async_block_must_be_send", Inner, "the block is the user's, and has no other name"),
    (
        "a_called_closure_must_be_send",
        Long,
        "a macro can't see what a callee is, and rustc sees the closures around it",
    ),
    (
        "a_called_closure_must_be_send",
        Inner,
        "a macro can't see what a callee is, and rustc sees the closures around it",
    ),
    ("a_closure_owns_what_it_uses", Long, BORROW),
    ("a_closure_that_runs_later_owns_what_it_uses", Long, BORROW),
    ("an_item_must_be_owned", Long, BORROW),
    ("an_item_must_be_owned", Inner, "rustc shows the bound for whose sake a borrow has to last"),
    ("only_what_has_items_is_gone_through", Inner, "the wording is that of the standard library's trait"),
    ("when_is_shown_the_error", Long, "the wording of a wrong argument is rustc's"),
    ("an_async_agent_must_be_send", Long, AWAIT),
    ("an_effect_is_not_cached_by_hand", Long, METHOD),
    ("an_effect_is_not_cached_by_hand", Inner, METHOD),
    ("an_effect_is_not_hedged_by_hand", Long, METHOD),
    ("an_effect_is_not_hedged_by_hand", Inner, METHOD),
    ("an_effect_is_not_retried_by_hand", Long, METHOD),
    ("an_effect_is_not_retried_by_hand", Inner, METHOD),
    ("an_empty_workflow", Place, "there is no token of the user's to point at"),
    ("an_empty_workflow", Inner, "there is no token of the user's to point at"),
];

/// Cases that are meant to show several errors: how many, for as many mistakes or as many places to point at.
pub(crate) const SEVERAL: &[(&str, usize)] = &[
    ("all_mistakes_are_reported_at_once", 5),
    ("a_called_closure_must_be_send", 2),
    ("a_name_is_bound_twice", 2),
    ("a_value_that_two_agents_take_must_be_clone", 2),
    ("an_unused_name_is_a_warning", 2),
    ("two_agents_wait_for_each_other", 2),
];
