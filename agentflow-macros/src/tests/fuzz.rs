//! Made-up blocks: workflows with every construct of the grammar, the same with damage, and arbitrary tokens.
//!
//! None may panic or hang; each error stands on the input; what comes out is Rust (looked at for a quarter of them); and a
//! workflow that is right gives no error and keeps what it says. `FUZZ_INPUTS` says how many there are, and `FUZZ_SEED` where to begin: an input is made of
//! its seed alone.

mod damage;
mod dice;
mod growth;
mod outline;
mod valid;

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use std::{env, panic, process, thread};

use proc_macro2::{TokenStream, extra};
use quote::quote;
use syn::Expr;

use super::editor::{GRAMMAR, expanded as for_editors, shown, without_attributes, words};
use super::robust::list;
use super::{front, tokens};
use crate::ast::{StepKind, Workflow};
use crate::expand;
use dice::Dice;

/// What takes longer hangs: an input takes about a millisecond.
const PATIENCE: Duration = Duration::from_secs(20);

fn setting(name: &str, default: u64) -> u64 {
    env::var(name).map_or(default, |value| value.parse().expect("a number"))
}

#[test]
fn made_up_blocks() {
    let (first, count) = (setting("FUZZ_SEED", 1), setting("FUZZ_INPUTS", 1000));
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let under_way: Vec<AtomicU64> = (0..workers).map(|_| AtomicU64::new(0)).collect();
    thread::scope(|scope| {
        let spawn = |(worker, at)| {
            let seeds = (first..first + count).skip(worker).step_by(workers);
            scope.spawn(move || seeds.filter(|seed| !is_well(*seed, at)).count())
        };
        let all: Vec<_> = under_way.iter().enumerate().map(spawn).collect();
        let mut since = vec![(0, Instant::now()); workers];
        while !all.iter().all(thread::ScopedJoinHandle::is_finished) {
            thread::sleep(Duration::from_millis(20));
            for (at, since) in under_way.iter().zip(&mut since) {
                let seed = at.load(Ordering::Relaxed);
                if since.0 != seed || seed == 0 {
                    *since = (seed, Instant::now());
                } else if since.1.elapsed() > PATIENCE {
                    println!("seed {seed} hangs:\n{}", made(seed).0);
                    process::exit(1);
                }
            }
        }
        let failures: usize = all.into_iter().map(|worker| worker.join().expect("a worker catches panics")).sum();
        assert_eq!(failures, 0, "of {count} inputs");
    });
}

/// The input of a seed, and whether it is right.
fn made(seed: u64) -> (TokenStream, bool) {
    let mut dice = Dice::of(seed);
    match dice.below(8) {
        0 => (tokens(&valid::workflow(&mut dice)), true),
        1 => (damage::arbitrary(&mut dice), false),
        _ => (damage::damaged(&mut dice), false),
    }
}

/// Whether all is well with the input of a seed. Says which one it is if not.
fn is_well(seed: u64, under_way: &AtomicU64) -> bool {
    under_way.store(seed, Ordering::Relaxed);
    let (input, right) = made(seed);
    // Reading what comes out takes longer than all that comes before it.
    let well = panic::catch_unwind(|| look_at(&input, right, seed.is_multiple_of(4))).is_ok();
    under_way.store(0, Ordering::Relaxed);
    if !well {
        println!("seed {seed}:\n{input}");
    }
    // All sources of a thread lie one behind the other, and are kept.
    extra::invalidate_current_thread_spans();
    well
}

fn look_at(input: &TokenStream, right: bool, also_read: bool) {
    let (workflow, errors) = front(input.clone());
    let messages: Vec<syn::Error> = errors.into_iter().flatten().collect();
    for error in &messages {
        // Tokens of the input have a place, and nothing else has.
        assert!(!error.span().byte_range().is_empty() || input.is_empty(), "not on a token: {error}");
    }
    assert!(!right || messages.is_empty(), "{messages:?}");
    assert!(!messages.is_empty() || !is_broken(&workflow), "something was not read, and not reported");
    let _for_editors = if also_read { shown(input) } else { for_editors(input) };
    if messages.is_empty() {
        let expanded = expand::workflow(&workflow, &quote!(krate));
        if also_read {
            let read = syn::parse2::<Expr>(expanded.clone());
            assert!(read.is_ok(), "{:?}\n{expanded}", read.err());
        }
        if right && also_read {
            let mut wanted = words(without_attributes(&list(input.clone())));
            wanted.retain(|(word, _)| !GRAMMAR.contains(&word.as_str()) && word != "self");
            let found = words(expanded);
            let lost: Vec<_> = wanted.difference(&found).collect();
            assert!(lost.is_empty(), "{lost:?}");
        }
    }
}

fn is_broken(workflow: &Workflow) -> bool {
    workflow.steps().any(|step| {
        matches!(step.kind, StepKind::Broken(_)) || step.bodies().iter().any(|body| is_broken(&body.workflow))
    })
}
