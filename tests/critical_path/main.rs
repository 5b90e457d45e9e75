//! A `par` block takes as long as the longest way through it, and no moment longer: on graphs that `generate` has made up.
//!
//! `OVERWRITE=1 cargo test --test critical_path` writes `graphs/` anew.

#[path = "../support/virtual_time.rs"]
mod virtual_time;

mod generate;
#[expect(clippy::similar_names, clippy::too_many_lines, reason = "hundreds of names, a line each")]
mod graphs;
mod shape;

use std::time::Duration;

use tokio::time::sleep;

/// An agent that takes so long, and says when it has finished if nothing keeps it waiting.
async fn agent<const N: usize>(ms: u64, needs: [&u64; N]) -> u64 {
    sleep(Duration::from_millis(ms)).await;
    needs.into_iter().max().unwrap_or(&0) + ms
}

#[test]
fn the_graphs_are_those_of_the_generator() {
    generate::check();
}

#[test]
fn every_graph_takes_exactly_its_critical_path() {
    for (name, plan) in graphs::all() {
        let (longest, took) = virtual_time::run(&plan);
        assert_eq!(took, Duration::from_millis(longest), "{name}");
        let (again, took_again) = virtual_time::run(&plan);
        assert_eq!((again, took_again), (longest, took), "{name}, run again");
        println!("{name}: {took:?}");
    }
}
