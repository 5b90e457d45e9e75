//! Each construct of the language.

use std::ops::ControlFlow::{Break, Continue};

use agentflow::policy::Limit;
use agentflow::{AgentTask, lazy_task, workflow};

use crate::told::assert_graph;

fn f<T>(_: T) -> u32 {
    1
}

fn a_little(n: u32) -> bool {
    n == 1
}

async fn ask(n: u32) -> Result<u32, std::fmt::Error> {
    std::future::ready(Ok(n)).await
}

fn plan(n: u32) -> AgentTask<u32> {
    lazy_task(move || n)
}

#[test]
fn a_block_without_statements_is_its_result() {
    assert_graph(&workflow! { => f(1) }, "0 Agent => f");
    assert_graph(&workflow! { => 1 + 1 }, "0 Value => 1 + 1");
}

#[test]
fn a_result_that_only_puts_values_together_is_no_agent() {
    assert_graph(&workflow! { par { a = f(1); b = f(2) } => (a, b) }, "0 Agent a f\n1 Agent b f\n");
}

#[test]
fn in_a_par_edges_follow_the_data() {
    let plan = workflow! {
        par {
            ranked = f(&news);
            web = f(1);
            news = f(2);
            both = f((web, ranked));
        }
        => f((both, news))
    };
    let expected = "
        0 Agent web f
        1 Agent news f
        2 Agent ranked f
        3 Agent both f
        4 Agent => f
        1>2 0>3 2>3 1>4 3>4";
    assert_graph(&plan, expected);
}

#[test]
fn statements_come_one_after_the_other() {
    let plan = workflow! {
        a = f(1);
        b = f(2);
        par { c = f(a); d = f(3) }
        e = f((a, b));
        => f((c, d, e))
    };
    let expected = "
        0 Agent a f
        1 Agent b f
        2 Agent c f
        3 Agent d f
        4 Agent e f
        5 Agent => f
        0~1 0>2 1~2 1~3 0>4 1>4 2~4 3~4 2>5 3>5 4>5";
    assert_graph(&plan, expected);
}

#[test]
fn what_nobody_uses_is_waited_for_by_the_result() {
    let plan = workflow! { par { a = f(1); _ = f(2) } => f(a) };
    assert_graph(&plan, "0 Agent a f\n1 Agent _ f\n2 Agent => f\n0>2 1~2");
}

#[test]
fn agents_of_all_kinds_have_names_and_functions() {
    let plan = workflow! {
        par {
            called = f(1);
            awaited = ask(1).await?;
            planned = plan(2);
            waits = blocking { f(3) };
            method = [1, 2].len();
            (left, right) = (f(1), 2);
            sum: u32 = 1 + 2;
        }
        => f((called, awaited, planned, waits, method, left, right, sum))
    };
    let expected = "
        0 Agent called f
        1 Agent awaited ask
        2 Agent planned plan
        3 Agent waits { f(3) }
        4 Agent method len
        5 Agent left (f(1), 2)
        6 Agent sum 1 + 2
        7 Agent => f
        0>7 1>7 2>7 3>7 4>7 5>7 6>7";
    assert_graph(&plan, expected);
}

#[test]
fn the_arms_of_a_choice_are_groups() {
    let plan = workflow! {
        n = f(1);
        a = if n > 1 { f(n) } else if a_little(n) { plan(2) } else { 0 };
        b = match n {
            0 => 7,
            n if n > 3 => { par { x = f(n); y = f(2) } z = f((x, y)); => z },
            _ => ask(n)?,
        };
        => if a > b { f(a) } else { f(b) }
    };
    let expected = "
        0 Agent n f
        1 Choice a if
          2 Arm a if n > 1
            3 Agent a f
          4 Arm a if a_little(n)
            5 Agent a plan
          6 Arm a else
            7 Value a 0
        8 Choice b match n
          9 Arm b 0
            10 Value b 7
          11 Arm b n if n > 3
            12 Agent x f
            13 Agent y f
            14 Agent z f
          15 Arm b _
            16 Agent b ask
        17 Choice => if
          18 Arm => if a > b
            19 Agent => f
          20 Arm => else
            21 Agent => f
        0>1 0>8 1~8 12>14 13>14 1>17 8>17";
    assert_graph(&plan, expected);
}

#[test]
fn a_collection_is_a_group_that_is_repeated() {
    let plan = workflow! {
        items = vec![1, 2];
        all = par for item in items.clone() { a = f(item); b = f(a); => (a, b) };
        few = par(2) for item in items { f(item) };
        => (all, few)
    };
    let expected = "
        0 Agent items vec![1, 2]
        1 Each all par for item in items.clone()
          2 Agent a f
          3 Agent b f
        4 Each few par(2) for item in items
          5 Agent few f
        0>1 2>3 0>4 1~4";
    assert_graph(&plan, expected);
    let graph = plan.graph();
    let repeated: Vec<usize> = (0..=graph.parts().len()).filter(|part| graph.is_repeated(*part)).collect();
    assert_eq!(repeated, [2, 3, 5]);
}

#[test]
fn a_test_of_items_is_an_agent_if_it_calls_one() {
    let plan = workflow! {
        par {
            small = par for n in [1, 2] if n < 2 { f(n) };
            asked = par for n in [1, 2] if is_odd(n) { f(n) };
        }
        => (small, asked)
    };
    fn is_odd(n: u32) -> bool {
        n % 2 == 1
    }
    let expected = "
        0 Each small par for n in [1, 2] if n < 2
          1 Agent small f
        2 Each asked par for n in [1, 2] if is_odd(n)
          3 Agent if is_odd
          4 Arm asked if it passes
            5 Agent asked f
        3>4";
    assert_graph(&plan, expected);
}

#[test]
fn a_race_has_its_racers_inside() {
    let plan = workflow! { first = race { f(1); { a = f(2); => f(a) }; 3 }; => f(first) };
    let expected = "
        0 Race first race
          1 Agent first f
          2 Body first
            3 Agent a f
            4 Agent first f
          5 Value first 3
        6 Agent => f
        3>4 0>6";
    assert_graph(&plan, expected);
}

#[test]
fn a_loop_is_a_group_that_is_repeated() {
    let plan = workflow! {
        end = loop(n = 1) max 9 { m = f(n); => if m > 3 { Break(f(m)) } else { Continue(m) } };
        => end
    };
    let graph = plan.graph();
    assert!(graph.is_repeated(1) && !graph.is_repeated(0) && !graph.is_conditional(1));
    let expected = "
        0 Loop end loop(n = 1) max 9
          1 Agent m f
          2 Agent end if m > 3 { Break(f(m)) } else { Continue(m) }
        1>2";
    assert_graph(&plan, expected);
}

#[test]
fn policies_stand_with_their_step() {
    let limit = Limit::at_once(2);
    let plan = workflow! {
        #[retry(times = 3, backoff = constant(5ms))]
        #[timeout(5s)]
        a = ask(1)?;
        #[cached]
        #[fallback(0)]
        b = ask(a);
        #[limit(&limit)]
        c = par for n in [1, 2] { f(n) };
        => (b, c)
    };
    let expected = "
        0 Agent a ask retry(times = 3, backoff = constant(5ms)), timeout(5s)
        1 Agent b ask cached, fallback(0)
        2 Each c par for n in [1, 2] limit(&limit)
          3 Agent c f
        0>1 1~2";
    assert_graph(&plan, expected);
}

#[test]
fn what_stands_in_is_conditional() {
    let plan = workflow! {
        #[fallback({ x = f(1); => f(x) })]
        #[timeout(1s)]
        #[fallback(ask(2)?)]
        a = ask(1);
        => f(a)
    };
    let expected = "
        0 Guarded a fallback, timeout(1s), fallback
          1 Agent a ask
          2 Agent a ask
          3 Body a
            4 Agent x f
            5 Agent a f
        6 Agent => f
        1!2 2!3 4>5 0>6";
    assert_graph(&plan, expected);
    let graph = plan.graph();
    let conditional: Vec<usize> = (0..7).filter(|part| graph.is_conditional(*part)).collect();
    assert_eq!(conditional, [2, 3, 4, 5]);
}

#[test]
fn bodies_nest() {
    let plan = workflow! {
        all = par for n in [1, 2] {
            m = match n {
                0 => { best = race { f(n); plan(n) }; => f(best) },
                _ => { few = par for k in [n] { f(k) }; => f(few) },
            };
            => m
        };
        => all
    };
    let expected = "
        0 Each all par for n in [1, 2]
          1 Choice m match n
            2 Arm m 0
              3 Race best race
                4 Agent best f
                5 Agent best plan
              6 Agent m f
            7 Arm m _
              8 Each few par for k in [n]
                9 Agent few f
              10 Agent m f
        3>6 8>10";
    assert_graph(&plan, expected);
}

#[test]
fn a_graph_starts_nothing_and_leaves_the_plan_as_it_is() {
    let plan = workflow! { a = f(1); b = f(a); => a + b };
    assert_eq!(plan.graph(), plan.clone().graph());
    assert_eq!(plan.await_result(), 2);
}
