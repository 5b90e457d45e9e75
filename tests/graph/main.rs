#[test]
fn scratch() {
    use agentflow::*;
    use std::ops::ControlFlow::*;
    async fn look(_: &str) -> u32 {
        1
    }
    async fn rank(_: u32) -> Result<u32, String> {
        Ok(1)
    }
    fn f<T>(_: T) -> u32 {
        1
    }
    let question = String::from("q");
    let plan = workflow! {
        par {
            words = f(&question);
            #[retry(3)]
            #[timeout(5s)]
            #[fallback(f(1))]
            page = rank(words)?;
            other = f(2);
        }
        hits = par(4) for word in vec!["a", "b\"]"] if word.len() > 1 {
            par { hit = look(word); b = f(word); }
            c = f(b);
            => (hit, c)
        };
        best = match other {
            0 => 0,
            n if n > 7 => f("<b>"),
            n => { a = f(n); b = f(a + words); => a + b }
        };
        first = race { f(best); { a = f(1); => f(a) } };
        end = loop(n = 1) max 20 { twice = n * 2; => if twice > 100 { Break(twice) } else { Continue(twice) } };
        => format!("{hits:?} {page} {first} {end:?}")
    };
    let graph = plan.graph();
    println!("{}", graph.to_mermaid());
    println!("{}", graph.to_dot());
    let hand = join_results(
        lazy_task(|| 1).named("a"),
        race(vec![lazy_task(|| 2), completed_task(3)]).timeout(std::time::Duration::from_secs(1)),
        |a, _| a,
    )
    .and_then(|a| completed_task(a));
    let s = share(lazy_task(|| true).named("s"));
    let hand = router(
        join_results(s.clone(), s.map(|a| a), |a, b| a == b),
        hand.clone(),
        workflow! { x = f(1); => f(x) }.map(|x| x as i32),
    );
    println!("{}", hand.graph().to_mermaid());
    std::fs::write("/tmp/h/graph-scratch/a.mmd", graph.to_mermaid()).unwrap();
    std::fs::write("/tmp/h/graph-scratch/a.dot", graph.to_dot()).unwrap();
    std::fs::write("/tmp/h/graph-scratch/h.mmd", hand.graph().to_mermaid()).unwrap();
    std::fs::write("/tmp/h/graph-scratch/h.dot", hand.graph().to_dot()).unwrap();
    println!("{}", include_str!("main.rs").len());
}
