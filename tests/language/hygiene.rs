//! The expansion never captures, shadows or meets a name of the user's.
#![allow(clippy::no_effect_underscore_binding, reason = "names that an expansion might use")]

use agentflow::workflow;

use crate::executors::value;

fn add(a: u32, b: u32) -> u32 {
    a + b
}

async fn add_later(a: &u32, b: u32) -> u32 {
    tokio::task::yield_now().await;
    a + b
}

#[test]
fn outer_variables_may_have_any_name() {
    let (env, value_, this, slots, witness, tree) = (1, 2, 3, 4, 5, 6);
    let (__env, __value, __slots, __witness, __owner, __held_0) = (10, 20, 30, 40, 50, 60);
    let plan = workflow! {
        a = add_later(&env, value_);
        par { b = add(this, slots); c = add(witness, tree); d = add_later(&__env, __value) }
        => a + b + c + d + __slots + __witness + __owner + __held_0
    };
    assert_eq!(value(&plan), 3 + 7 + 11 + 30 + 180);
}

#[test]
fn bound_names_may_be_any() {
    let plan = workflow! {
        par { env = add(1, 1); value = add(env, 1); this = add_later(&value, 1); kind = add(1, 1) }
        __env = add(this, kind);
        held = add_later(&__env, env).await;
        node = add(held, value);
        => add(node, __env)
    };
    assert_eq!(value(&plan), 6 + 8 + 3);
}

#[test]
fn a_flat_block_may_bind_any_name() {
    let plan = workflow! { par { __tree = add(1, 1); __held_0 = add(2, 2); __held_1 = add(3, 3) } => [__tree, __held_0, __held_1] };
    assert_eq!(value(&plan), [2, 4, 6]);
}

/// Nothing of the prelude, and no crate, is what it seems here.
mod disguised {
    #![allow(dead_code, unused_macros, reason = "names that an expansion might use")]

    use ::agentflow::workflow;

    mod agentflow {}
    mod core {}
    mod std {}
    struct Result;
    struct Option;
    struct Box;
    struct Send;
    #[allow(non_snake_case)]
    fn Ok() {}
    #[allow(non_snake_case)]
    fn Err() {}
    macro_rules! vec {
        () => {};
    }

    fn parse(text: &str) -> ::core::result::Result<u32, ::std::num::ParseIntError> {
        text.parse()
    }

    #[test]
    fn names_of_the_prelude_may_be_taken() {
        let plan = workflow! { par { a = parse("6")?; b = parse("7")? } c = super::add(a, b); => c };
        assert_eq!(plan.await_result().unwrap(), 13);
        let plan = workflow! { par { a = parse("6")?; b = super::add_later(&a, 7) } => a + b };
        assert_eq!(plan.await_result().unwrap(), 19);
    }
}

/// Its `y` is not the `y` of whoever calls it.
macro_rules! plus_ten {
    ($x:expr) => {{
        let y = 10;
        workflow! { a = add($x, y); => a }
    }};
}

#[test]
fn a_macro_around_a_workflow_keeps_its_own_names() {
    let y = 1;
    assert_eq!(value(&plus_ten!(y)), 11);
}

#[test]
fn a_workflow_leaves_the_names_around_it_alone() {
    let (a, b) = (1, 2);
    let plan = workflow! { a = add(5, 10); b = add(a, 100); => (a, b) };
    assert_eq!(value(&plan), (15, 115));
    assert_eq!((a, b), (1, 2));
}
