//! Constructs inside of each other, and names that the expansion might use itself.

use std::ops::ControlFlow::{Break, Continue};
use std::sync::Arc;

use agentflow::{AgentError, AgentTask, lazy_task, workflow};

use crate::executors::{results, value};

fn parse(text: &str) -> Result<u32, std::num::ParseIntError> {
    text.parse()
}

async fn later(n: u32) -> u32 {
    tokio::task::yield_now().await;
    n
}

async fn both(left: &str, right: &[u32]) -> Result<u32, String> {
    tokio::task::yield_now().await;
    let sum: u32 = right.iter().sum();
    parse(left).map(|n| n + sum).map_err(|error| error.to_string())
}

#[test]
fn everything_stands_in_everything() {
    let limit = agentflow::policy::Limit::at_once(3);
    let texts = Arc::new(["1", "x", "3"].map(String::from));
    let plan: AgentTask<Result<Vec<u32>, AgentError>> = workflow! {
        ends = par(2) for turns in [3_u32, 5] {
            end = loop((n, sum) = (0_u32, 0_u32)) max 10 {
                more = if n % 2 == 0 {
                    race {
                        later(n);
                        { m = later(n); => m }
                    }
                } else {
                    #[retry(2)]
                    #[timeout(60s)]
                    #[limit(&limit)]
                    k = parse(&texts[0])?;
                    #[fallback(7)]
                    f = parse(&texts[1]);
                    => k + f + n
                };
                total = sum + more;
                => if n == turns { Break(total) } else { Continue((n + 1, total)) }
            }?;
            => end
        };
        => ends
    };
    // 0, 1+7+1, 2, 1+7+3, 4, 1+7+5
    for (executor, result) in results(&plan) {
        assert_eq!(result.expect("nothing fails"), [22, 39], "{executor}");
    }
}

#[test]
fn names_of_the_expansion_are_free_for_users() {
    let (task, plan_0, items, seed, env) = (1_u32, 2_u32, vec![3_u32], 4_u32, 5_u32);
    let plan = workflow! {
        plan = par for item in items.clone() { value = item + task; => value + env };
        key_0 = loop(witness = seed) max 3 { if witness > 4 { Break::<u32, u32>(witness) } else { Continue(witness + 1) } };
        #[retry(2)]
        tell = parse("6");
        held = race { plan_0; seed };
        => plan.iter().sum::<u32>() + key_0.unwrap_or(0) + tell.unwrap_or(0) + held
    };
    assert_eq!(value(&plan), 9 + 5 + 6 + 2);
}

#[test]
fn policies_stand_on_patterns_and_in_par_blocks_with_dependencies() {
    fn pair(text: &str) -> Result<(u32, u32), std::num::ParseIntError> {
        Ok((parse(text)?, 2))
    }
    let plan = workflow! {
        par {
            #[retry(3)]
            (a, b) = pair("5")?;
            #[cached]
            c = a * 10;
            #[timeout(60s)]
            d = later(b + c)?;
            #[retry(2)]
            _ = parse("8")?;
            #[timeout(60s)]
            e = blocking { b + 1 }?;
        }
        => (a, b, c, d, e)
    };
    for (_, result) in results(&plan) {
        assert_eq!(result.expect("nothing fails"), (5, 2, 50, 52, 3));
    }
}

#[test]
fn policies_stand_around_choices_races_loops_and_workflows() {
    let n = 3_u32;
    let plan = workflow! {
        #[timeout(60s)]
        a = if n > 2 { later(n) } else { n };
        #[retry(2)]
        b = match n { 3 => parse("3")?, _ => 0 };
        #[timeout(60s)]
        c = race { later(1); later(2) };
        #[retry(2)]
        d = loop(s = 0_u32) max 5 { if s == 2 { Break::<u32, u32>(s) } else { Continue(s + 1) } };
        #[fallback(workflow! { m = later(9); => m })]
        e = parse("nine");
        => (a.is_ok(), b, c.is_ok(), d.ok(), e)
    };
    for (_, result) in results(&plan) {
        assert_eq!(result.expect("nothing fails"), (true, 3, true, Some(2), 9));
    }
}

struct Service {
    prefix: Arc<str>,
}

impl Service {
    fn plan(self: Arc<Self>, words: Vec<String>) -> AgentTask<Result<u32, AgentError>> {
        workflow! {
            all = par for word in words {
                #[retry(2)]
                n = both(&self.prefix, &[u32::try_from(word.len()).unwrap_or(0), 1])?;
                m = race { later(n); { k = self.prefix.len(); => n.max(u32::try_from(k).unwrap_or(0)) } };
                => m
            };
            sum = loop(left = all) max 100 {
                => match left.split_first() {
                    Some((first, [])) => Break(*first),
                    Some((first, rest)) => Continue([&[first + rest[0]], &rest[1..]].concat()),
                    None => Break(u32::try_from(self.prefix.len()).unwrap_or(0)),
                }
            }?;
            => sum
        }
    }
}

#[test]
fn self_is_known_in_bodies_and_policies() {
    let service = Arc::new(Service { prefix: "10".into() });
    let plan = Arc::clone(&service).plan(vec!["a".to_owned(), "bcd".to_owned()]);
    for (_, result) in results(&plan) {
        assert_eq!(result.expect("nothing fails"), 12 + 14);
    }
    for (_, result) in results(&service.plan(Vec::new())) {
        assert_eq!(result.expect("nothing fails"), 2);
    }
}

#[test]
fn a_generic_function_may_use_them_all() {
    fn first<T: Clone + Send + Sync + 'static>(items: Vec<T>, other: T) -> AgentTask<T> {
        workflow! {
            found = loop(rest = items) max 3 {
                => match rest.first() { Some(item) => Break(item.clone()), None => Continue(rest) }
            };
            #[hedge(60s)]
            one = race { other.clone(); { o = other.clone(); => o } };
            => found.unwrap_or(one)
        }
    }
    assert_eq!(value(&first(vec![1, 2], 3)), 1);
    assert_eq!(value(&first(Vec::new(), "x")), "x");
}

#[test]
fn a_wide_par_block_keeps_its_values_its_order_and_its_kinds() {
    fn task(n: u32) -> AgentTask<u32> {
        lazy_task(move || n)
    }
    let plan = workflow! {
        par {
            a0 = task(0); a1 = later(1); a2 = 2_u32; a3 = task(3); a4 = later(4); a5 = 5_u32; a6 = task(6); a7 = later(7);
            a8 = 8_u32; a9 = task(9); b0 = later(10); b1 = 11_u32; b2 = task(12); b3 = later(13); b4 = 14_u32; b5 = task(15);
            b6 = later(16); b7 = 17_u32; b8 = task(18); b9 = parse("19")?;
        }
        => [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9]
    };
    for (_, result) in results(&plan) {
        assert_eq!(result.expect("nothing fails").to_vec(), (0..20).collect::<Vec<u32>>());
    }
}
