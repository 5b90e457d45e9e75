//! Inside `par`, a binding starts the moment that the names it uses are there: no layers, no barriers, no polling.

use std::time::Duration;

use agentflow::{AgentTask, lazy_task, workflow};
use tokio::time::{Instant, sleep};

use crate::executors;

/// Works for so many milliseconds after all that it needs, and gives the time at which it ends.
async fn ends<const N: usize>(start: Instant, millis: u64, _needs: [u64; N]) -> u64 {
    sleep(Duration::from_millis(millis)).await;
    since(start)
}

fn since(start: Instant) -> u64 {
    u64::try_from(start.elapsed().as_millis()).unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_fast_agent_and_what_follows_it_do_not_wait_for_a_slow_one() {
    let start = Instant::now();
    let plan = workflow! {
        par {
            fast = ends(start, 10, []);
            slow = ends(start, 100, []);
            after = ends(start, 80, [fast]);
        }
        => [fast, slow, after]
    };
    assert_eq!(plan.await, [10, 100, 90]);
    assert_eq!(since(start), 100);
}

#[tokio::test(start_paused = true)]
async fn two_statements_take_the_sum_and_two_of_a_block_the_maximum() {
    let start = Instant::now();
    let plan = workflow! {
        a = ends(start, 30, []);
        par { b = ends(start, 10, []); c = ends(start, 20, []) }
        d = ends(start, 5, []);
        => [a, b, c, d]
    };
    assert_eq!(plan.await, [30, 40, 50, 55]);
}

#[tokio::test(start_paused = true)]
async fn a_second_run_takes_as_long_as_the_first() {
    let start = Instant::now();
    let plan = workflow! {
        par { a = ends(start, 10, []); b = ends(start, 20, [a]); c = ends(start, 25, []) } => [a, b, c]
    };
    assert_eq!(plan.clone().await, [10, 30, 25]);
    assert_eq!(plan.await, [40, 60, 55]);
}

#[tokio::test(start_paused = true)]
async fn the_order_of_writing_means_nothing_in_a_block() {
    let start = Instant::now();
    let plan = workflow! {
        par {
            last = ends(start, 3, [middle, other]);
            middle = ends(start, 10, [first]);
            other = ends(start, 12, []);
            first = ends(start, 5, []);
        }
        => [first, middle, other, last]
    };
    assert_eq!(plan.await, [5, 15, 12, 18]);
}

/// One `par` block, its agents with their times and needs, and the same as a table.
macro_rules! graph {
    ($work:ident($start:expr): $($name:ident $millis:literal [$($need:ident)*])*) => {{
        let start = $start;
        let plan = workflow! {
            par { $($name = $work(start, $millis, [$($need),*]);)* }
            => vec![$((stringify!($name), $name)),*]
        };
        let table: Vec<(&str, u64, Vec<&str>)> = vec![$((stringify!($name), $millis, vec![$(stringify!($need)),*])),*];
        (plan, table)
    }};
}

type Table = Vec<(&'static str, u64, Vec<&'static str>)>;

/// When each agent ends if it starts the moment that all it needs is there.
fn expected(table: &Table) -> Vec<(&'static str, u64)> {
    table.iter().map(|(name, ..)| (*name, end_of(table, name))).collect()
}

fn end_of(table: &Table, agent: &str) -> u64 {
    let (_, millis, needs) = table.iter().find(|(name, ..)| *name == agent).expect("an agent of the graph");
    millis + needs.iter().map(|need| end_of(table, need)).max().unwrap_or(0)
}

/// The smallest block that is not made of blocks within blocks: `c` needs `a`, and `d` needs `a` and `b`.
macro_rules! the_n_shape {
    ($work:ident, $start:expr) => {
        graph! { $work($start): a 10 [] b 30 [] c 5 [a] d 7 [a b] }
    };
}

/// Two layers with all edges, then a tail that needs the ends of both.
macro_rules! the_butterfly {
    ($work:ident, $start:expr) => {
        graph! { $work($start):
            a 4 [] b 9 [] c 1 []
            d 3 [a b c] e 8 [a b c] f 2 [b]
            g 7 [d] h 1 [d e] i 6 [f c]
            j 5 [g h i a]
        }
    };
}

/// A ladder: two chains with rungs from the left one to the right one.
macro_rules! the_ladder {
    ($work:ident, $start:expr) => {
        graph! { $work($start):
            l0 3 [] r0 20 []
            l1 3 [l0] r1 1 [r0 l0]
            l2 9 [l1] r2 1 [r1 l1]
            l3 9 [l2] r3 1 [r2 l2]
            l4 9 [l3] r4 1 [r3 l3]
            l5 1 [l4] r5 2 [r4 l4]
        }
    };
}

/// Thirty agents with edges chosen at random, written in an order chosen at random.
macro_rules! a_random_graph {
    ($work:ident, $start:expr) => {
        graph! { $work($start):
            n10 8 [n8]  n19 22 [n15 n16]  n0 10 []
            n25 4 []  n28 30 []  n3 33 []
            n22 36 [n1 n2 n13 n21]  n17 12 [n7 n9]  n11 7 [n2 n8]
            n13 37 []  n16 30 [n7 n9 n10]  n27 23 [n12 n22]
            n18 37 [n2]  n26 29 [n18 n20]  n8 36 [n0 n1 n7]
            n20 27 [n2 n3 n9 n16]  n14 40 []  n5 6 [n0 n3 n4]
            n2 24 []  n29 8 [n5 n19]  n21 10 [n10]
            n12 7 [n5]  n7 37 []  n23 23 [n10 n22]
            n4 6 [n0]  n9 27 [n4]  n24 31 [n2 n8 n14 n18]
            n6 15 [n0 n4 n5]  n1 5 [n0]  n15 35 [n7]
        }
    };
}

macro_rules! takes_its_longest_path {
    ($($test:ident: $graph:ident;)*) => { $(
        #[tokio::test(start_paused = true)]
        async fn $test() {
            let start = Instant::now();
            let (plan, table) = $graph!(ends, start);
            let ends = plan.await;
            assert_eq!(ends, expected(&table));
            assert_eq!(since(start), ends.iter().map(|(_, end)| *end).max().unwrap());
        }
    )* };
}

takes_its_longest_path! {
    the_n_shape_takes_its_longest_path: the_n_shape;
    the_butterfly_takes_its_longest_path: the_butterfly;
    the_ladder_takes_its_longest_path: the_ladder;
    a_random_graph_takes_its_longest_path: a_random_graph;
}

/// The same sums by agents of other kinds, where time is not looked at.
fn plain<const N: usize>(_start: (), millis: u64, needs: [u64; N]) -> u64 {
    millis + needs.into_iter().max().unwrap_or(0)
}

fn task<const N: usize>((): (), millis: u64, needs: [u64; N]) -> AgentTask<u64> {
    lazy_task(move || plain((), millis, needs))
}

async fn later<const N: usize>(_start: (), millis: u64, needs: [u64; N]) -> u64 {
    tokio::task::yield_now().await;
    plain((), millis, needs)
}

macro_rules! means_the_same_everywhere {
    ($($test:ident: $graph:ident;)*) => { $(
        #[test]
        fn $test() {
            for (plan, table) in [$graph!(plain, ()), $graph!(task, ()), $graph!(later, ())] {
                assert_eq!(executors::value(&plan), expected(&table));
            }
        }
    )* };
}

means_the_same_everywhere! {
    the_n_shape_means_the_same_on_every_executor: the_n_shape;
    the_butterfly_means_the_same_on_every_executor: the_butterfly;
    the_ladder_means_the_same_on_every_executor: the_ladder;
    a_random_graph_means_the_same_on_every_executor: a_random_graph;
}
