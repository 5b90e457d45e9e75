//! Each construct of the language comes to the same on a server as in a process.

use std::fmt::Debug;
use std::ops::ControlFlow::{Break, Continue};

use agentflow::executor::{Temporal, Worker};
use agentflow::named::{Plan, Registry};
use agentflow::{AgentError, AgentTask, agent, dynamic_planner, plan, share, workflow};

use crate::agents::{add, count, double, is_even, parse, sleep};
use crate::server::Server;

#[plan]
fn steps(n: u64) -> AgentTask<u64> {
    workflow! {
        a = double(n);
        par { b = double(a); c = double(a + 1); d = add(b, c) }
        => add(c, d)
    }
}

#[plan]
fn each(n: u64) -> AgentTask<Vec<u64>> {
    workflow! {
        few = par for i in 0..n if is_even(i) { a = double(i); => a + 1 };
        all = par(2) for i in few { add(i, i) };
        => all
    }
}

#[plan]
fn chosen(text: String) -> AgentTask<u64> {
    workflow! {
        words = count(&text);
        long = if words > 2 { double(10) } else { 0 };
        => match words { 0 => 0, 1 => { a = double(1); => a + long } _ => { a = double(7); b = double(a); => b + long } }
    }
}

#[plan]
fn raced(n: u64) -> AgentTask<u64> {
    workflow! {
        first = race { double(n); { never = sleep("loser".into()); => never.len() as u64 } };
        => add(first, 1)
    }
}

#[plan]
fn turns(n: u64) -> AgentTask<Option<u64>> {
    workflow! {
        end = loop(state = n) max 20 { next = double(state); => if next > 1_000 { Break(next) } else { Continue(next) } };
        => end.ok()
    }
}

fn cause(result: Result<u64, AgentError>) -> Result<u64, String> {
    result.map_err(|error| format!("{}, after {} tries", error.cause(), error.tries()))
}

#[plan]
fn tried(text: String) -> AgentTask<Result<u64, String>> {
    let plan = workflow! {
        #[retry(times = 3, backoff = exponential(1ms))]
        n = parse(&text)?;
        => n
    };
    plan.map(cause)
}

#[agent(pure)]
fn nobody() -> String {
    "nobody".to_owned()
}

#[plan]
fn late(n: u64) -> AgentTask<String> {
    workflow! {
        #[fallback(nobody())]
        #[timeout(300ms)]
        who = sleep("late".into());
        after = double(n);
        => format!("{who} {after}")
    }
}

#[plan]
fn shared(n: u64) -> AgentTask<(u64, u64)> {
    let twice = share(double(n));
    let and = |more| twice.clone().and_then(move |twice| add(twice, more));
    and(1).zip(and(2))
}

#[plan]
fn cached(n: u64) -> AgentTask<Vec<u64>> {
    workflow! { all = par for i in 0..n { #[cached] a = double(i % 2); => a + i }; => all }
}

#[plan]
fn planned(n: u64) -> AgentTask<u64> {
    dynamic_planner(double(n), |a| if a > 10 { add(a, 1) } else { double(a).and_then(move |b| add(a, b)) })
}

#[plan]
fn nested(n: u64) -> AgentTask<u64> {
    workflow! { par { a = steps(n); b = planned(n); c = steps(n) } => a + b * 1_000 + c }
}

#[plan]
fn question(text: String) -> AgentTask<Result<u64, String>> {
    let plan = workflow! { par { a = parse("1")?; b = parse(&text)? } => a + b };
    plan.map(|result: Result<u64, AgentError>| result.map_err(|error| error.cause().to_string()))
}

/// A name that is not that of the function, and no argument.
#[agent(name = "numbers.seven")]
fn seven() -> u64 {
    7
}

#[plan(name = "plans.renamed")]
fn renamed() -> AgentTask<u64> {
    workflow! { a = seven(); => double(a) }
}

fn registry() -> Registry {
    let agents = Registry::new().agent::<add>().agent::<count>().agent::<double>().agent::<is_even>().agent::<parse>();
    let agents = agents.agent::<sleep>().agent::<seven>().agent::<nobody>();
    let plans = agents.plan::<steps>().plan::<each>().plan::<chosen>().plan::<raced>().plan::<turns>().plan::<tried>();
    let plans = plans.plan::<late>().plan::<shared>().plan::<cached>().plan::<planned>().plan::<nested>();
    plans.plan::<question>().plan::<renamed>()
}

/// A plan comes to the same in this process and on the server.
fn same<N: Plan<Input: Clone, Value: Debug + PartialEq + Send>>(temporal: &Temporal, id: &str, input: N::Input) {
    let here = N::task(input.clone()).await_result();
    let there = temporal.submit::<N>(id, input).unwrap().result();
    assert_eq!(there.unwrap(), here, "{id}");
}

#[test]
fn each_construct_comes_to_the_same() {
    let server = Server::shared();
    let temporal = server.connect("language");
    let _serving = Worker::new(registry()).start(&temporal).unwrap();
    let mut compared = 0;
    macro_rules! same {
        ($($plan:ident($($input:expr),*));+ $(;)?) => { $(
            compared += 1;
            same::<$plan>(&temporal, &format!("{} {compared}", stringify!($plan)), ($($input,)*));
        )+ };
    }
    same! {
        steps(3); each(9); chosen(String::new()); chosen("one".into()); chosen("one two three".into()); raced(4); turns(1);
        turns(0); tried("12".into()); tried("x".into()); late(5); shared(6); cached(6); planned(1); planned(6); nested(2);
        question("2".into()); question("y".into()); renamed();
    }
    assert_eq!(compared, 19);
}
