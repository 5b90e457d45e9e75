//! What every rule of the grammar reads.

use quote::ToTokens;

use super::{good, tokens};
use crate::ast::{Body, Choice, Head, Policy, PolicyKind, Step, StepKind, Test, Workflow};
use crate::parse;

fn show_step(step: &Step) -> String {
    let kind = match &step.kind {
        StepKind::Agent(expr) => expr.to_token_stream().to_string(),
        StepKind::Blocking(block) => format!("blocking {}", block.to_token_stream()),
        StepKind::Choice(choice) => show_choice(choice),
        StepKind::Each(each) => {
            let limit = each.limit.as_ref().map(|limit| format!("({})", limit.to_token_stream())).unwrap_or_default();
            let (pat, items) = (each.pat.to_token_stream(), each.items.to_token_stream());
            return format!("each{limit} {pat} in {items} {}{}", show_body(&each.body), asked(step));
        }
        StepKind::Race(race) => {
            let racers: Vec<String> = race.racers.iter().map(show_body).collect();
            return format!("race [{}]{}", racers.join(" | "), asked(step));
        }
        StepKind::Loop(it) => {
            let (pat, seed, turns) = (shown(&it.pat), shown(&it.seed), shown(&it.turns));
            return format!("loop {pat}={seed} max {turns} {}{}", show_body(&it.body), asked(step));
        }
        StepKind::Guarded(guarded) => {
            let policies: Vec<String> = guarded.policies.iter().map(show_policy).collect();
            return format!("{} {}{}", policies.join(" "), show_body(&guarded.body), asked(step));
        }
        StepKind::Broken(tokens) => format!("broken<{tokens}>"),
    };
    if let StepKind::Choice(_) = &step.kind {
        return kind + asked(step);
    }
    // `!` stands for the `?` that is the step's own.
    format!("{}{}", kind.replace(' ', "").replace("blocking{", "blocking {"), asked(step))
}

fn asked(step: &Step) -> &'static str {
    if step.question.is_some() { " !" } else { "" }
}

fn show_body(body: &Body) -> String {
    format!("{}{{{}}}", if body.kept { "kept" } else { "" }, show(&body.workflow))
}

fn show_policy(policy: &Policy) -> String {
    let rest = match &policy.kind {
        PolicyKind::Fallback(body) => show_body(body),
        PolicyKind::Retry { backoff, jitter, .. } => {
            let backoff = backoff.as_deref().map(|backoff| backoff.shape.to_string()).unwrap_or_default();
            backoff + if *jitter { "jitter" } else { "" }
        }
        _ => String::new(),
    };
    let exprs: Vec<String> = policy.kind.exprs().iter().map(|expr| shown(expr)).collect();
    format!("#{}({}){rest}", policy.name, exprs.join(","))
}

fn shown(tokens: &dyn ToTokens) -> String {
    tokens.to_token_stream().to_string().replace(' ', "").replace("::core::time::", "")
}

fn show_choice(choice: &Choice) -> String {
    let arms = choice.arms.iter().map(|arm| {
        let test = match &arm.test {
            Test::If(cond) => shown(cond),
            Test::Else => "else".to_owned(),
            Test::Pattern(_, pat, guard) => {
                shown(pat) + &guard.as_ref().map(|guard| format!(" if {}", shown(guard))).unwrap_or_default()
            }
        };
        format!("{test} {}", show_body(&arm.body))
    });
    let head = match &choice.head {
        Head::If(_) => "if".to_owned(),
        Head::Match(_, value) => format!("match {}", shown(value)),
    };
    format!("{head} [{}]", arms.collect::<Vec<_>>().join(" | "))
}

fn show(workflow: &Workflow) -> String {
    let mut shown = String::new();
    for stage in &workflow.stages {
        let bindings: Vec<String> = stage
            .bindings
            .iter()
            .map(|binding| {
                let names: Vec<String> = binding.names().iter().map(ToString::to_string).collect();
                let ty = binding.ty.as_ref().map(|ty| format!(":{}", ty.to_token_stream()).replace(' ', ""));
                let attrs = "#".repeat(binding.attrs.len());
                format!("{attrs}{}{} = {}", names.join("+"), ty.unwrap_or_default(), show_step(&binding.step))
            })
            .collect();
        let bindings = bindings.join("; ");
        let (open, close) = if stage.par.is_some() { ("[", "] ") } else { ("", "; ") };
        shown.extend([open, &bindings, close]);
    }
    shown + "=> " + &show_step(&workflow.result)
}

#[test]
fn the_grammar_reads_what_it_allows() {
    let table = [
        ("=> 1", "=> 1"),
        ("par { a = search(x); b = search(y) } => merge(a, b)", "[a = search(x); b = search(y)] => merge(a,b)"),
        ("par { a = f(x); b = g(y); } => h(a, b)", "[a = f(x); b = g(y)] => h(a,b)"),
        ("par { a = f(x) }; => a", "[a = f(x)] => a"),
        ("a = f(x); b = g(&a); => b", "a = f(x); b = g(&a); => b"),
        ("let a = f(x); => a", "a = f(x); => a"),
        ("Ok(a) | Err(a) = f(x); => a", "a = f(x); => a"),
        ("b = par for Ok(a) | Err(a) in y { f(a) }; => b", "b = each (Ok (a) | Err (a)) in y {=> f(a)}; => b"),
        ("par { let a = f(x); let mut b = g(y) } => a", "[a = f(x); b = g(y)] => a"),
        ("a = f(x)?; => a?", "a = f(x) !; => a !"),
        ("a = f(x).await?; => a", "a = f(x).await !; => a"),
        ("a = f(x).await; => a.await", "a = f(x).await; => a.await"),
        ("a = blocking { read(&p) }?; => a", "a = blocking {read(&p)} !; => a"),
        ("a = blocking { read(&p) }; => blocking { g(a) }", "a = blocking {read(&p)}; => blocking {g(a)}"),
        ("a: Vec<u8> = f().collect(); => a", "a:Vec<u8> = f().collect(); => a"),
        ("a: Vec<Vec<u8>>= f(); => a", "a:Vec<Vec<u8>> = f(); => a"),
        ("(a, b): (u8, u8) = f(); => a + b", "a+b:(u8,u8) = f(); => a+b"),
        ("Some(a) = f(); => a", "a = f(); => a"),
        ("Point { x, y: z } = f(); => x + z", "x+z = f(); => x+z"),
        ("path::Point { x, .. } = f(); => x", "x = f(); => x"),
        ("all @ [first, .., None] = f(); => all", "all+first = f(); => all"),
        ("Ok(a) | Err(a) = f(); => a", "a = f(); => a"),
        ("_ = log(); => 1", " = log(); => 1"),
        ("_a = log(); => 1", "_a = log(); => 1"),
        ("/// What it is.\na = f(); => a", "#a = f(); => a"),
        ("par { /** x */ a = f() } => a", "[#a = f()] => a"),
        ("par = f(); => par", "par = f(); => par"),
        ("blocking = f(); => race(blocking)", "blocking = f(); => race(blocking)"),
        ("a = if c { 1 } else { 2 }; => a", "a = ifc{1}else{2}; => a"),
        ("a = match c { 1 => 2, _ => 3 }; => a", "a = matchc{1=>2,_=>3}; => a"),
        ("a = loop { break 1 }; => a", "a = loop{break1}; => a"),
        ("a = |x: u8| -> u8 { x }; => a", "a = |x:u8|->u8{x}; => a"),
        ("a = x >= y; b = x <= y; c = x == y; => a", "a = x>=y; b = x<=y; c = x==y; => a"),
        ("a = f::<A, B>(x); => a", "a = f::<A,B>(x); => a"),
        ("a = workflow! { b = f(); => b }; => a", "a = workflow!{b=f();=>b}; => a"),
        ("a = async { f()? }; => a", "a = async{f()?}; => a"),
        (";; a = f();; => a", "a = f(); => a"),
        (
            "a = 1; par { b = a; c = 2 } d = 3; par { e = d } => (b, c, e)",
            "a = 1; [b = a; c = 2] d = 3; [e = d] => (b,c,e)",
        ),
        ("r#type = f(); => r#type", "r#type = f(); => r#type"),
        ("a = { let x = f(); g(x) }; => { let y = a; y }", "a = {letx=f();g(x)}; => {lety=a;y}"),
    ];
    for (source, expected) in table {
        assert_eq!(show(&good(source)), expected, "{source}");
    }
}

#[test]
fn a_choice_is_read_as_sub_workflows() {
    let table = [
        ("=> if c { f(x) } else { 2 }", "=> if [c {=> f(x)} | else {=> 2}]"),
        ("=> if c { b = f(x); => b } else { 2 }", "=> if [c {b = f(x); => b} | else {=> 2}]"),
        ("=> if c { b = f(x); b } else { 2 }", "=> if [c {b = f(x); => b} | else {=> 2}]"),
        ("=> if c { let b = f(x); b } else { 2 }", "=> if [c {b = f(x); => b} | else {=> 2}]"),
        ("=> if c { par { b = f(); d = g() } b + d }", "=> if [c {[b = f(); d = g()] => b+d}]"),
        ("=> if c { f(x)? } else { g(x) }?", "=> if [c {=> f(x) !} | else {=> g(x)}] !"),
        (
            "=> if a { f() } else if let Some(b) = d { g(b) } else { 1 }",
            "=> if [a {=> f()} | letSome(b)=d {=> g(b)} | else {=> 1}]",
        ),
        (
            "=> match x { 1 => f(), Some(y) if y > 2 => { z = g(y); => z } _ => { 3 } }",
            "=> match x [1 {=> f()} | Some(y) if y>2 {z = g(y); => z} | _ {=> 3}]",
        ),
        (
            "=> match x { _ => if c { f() } else { blocking { g() } } }",
            "=> match x [_ {=> if [c {=> f()} | else {=> blocking {g()}}]}]",
        ),
        ("=> if c { log(x); f(x) } else { g(x) }", "=> if [c {=> {log(x);f(x)}} | else {=> g(x)}]"),
        ("=> if c { let mut y = f(); y = 2; y } else { g(x) }", "=> if [c {=> {letmuty=f();y=2;y}} | else {=> g(x)}]"),
        ("=> if c { let y = &x; f(y) } else { g(x) }", "=> if [c {=> {lety=&x;f(y)}} | else {=> g(x)}]"),
        // These are left to Rust.
        ("=> if c { 1 } else { 2 }.min(3)", "=> ifc{1}else{2}.min(3)"),
        ("=> if f().await { g() } else { h() }", "=> iff().await{g()}else{h()}"),
        ("=> if c { f().await } else { 1 }", "=> ifc{f().await}else{1}"),
        ("=> if c { 1 } else { panic!() }", "=> ifc{1}else{panic!()}"),
    ];
    for (source, expected) in table {
        assert_eq!(show(&good(source)), expected, "{source}");
    }
}

#[test]
fn a_collection_is_read_with_its_limit_and_its_test() {
    let table = [
        ("a = par for x in y { f(x) }; => a", "a = each x in y {=> f(x)}; => a"),
        (
            "a = par for (x, _) in y.iter() { b = f(x)?; => b }; => a",
            "a = each (x , _) in y . iter () {b = f(x) !; => b}; => a",
        ),
        ("=> par(n + 1) for x in 0..9 { f(x)? }", "=> each(n + 1) x in 0 .. 9 {=> f(x) !}"),
        ("=> par for x in y { f(x) }?", "=> each x in y {=> f(x)} !"),
        (
            "=> par for x in y if t(&x)? { f(x) }",
            "=> each x in y {__passed:bool = t(&x) !; => if [__passed kept{=> f(x)}]}",
        ),
        ("par { a = par for x in y { f(x) }; b = 1 } => a", "[a = each x in y {=> f(x)}; b = 1] => a"),
    ];
    for (source, expected) in table {
        assert_eq!(show(&good(source)), expected, "{source}");
    }
}

#[test]
fn a_race_and_a_loop_are_read_with_their_bodies() {
    let table = [
        ("a = race { f(x); g(x)? }; => a", "a = race [{=> f(x)} | {=> g(x) !}]; => a"),
        ("a = race { f(x); { b = g(x); => b }; }?; => a", "a = race [{=> f(x)} | {b = g(x); => b}] !; => a"),
        ("=> race { if c { f() } else { g() } ; h() }", "=> race [{=> if [c {=> f()} | else {=> g()}]} | {=> h()}]"),
        ("=> if c { race { f(); g() } } else { h() }", "=> if [c {=> race [{=> f()} | {=> g()}]} | else {=> h()}]"),
        ("race = f(); => race", "race = f(); => race"),
        ("a = loop(s = 0) max 3 { f(s) }; => a", "a = loop s=0 max 3 {=> f(s)}; => a"),
        (
            "a = loop((s, t) = f(x)) max n + 1 { u = g(s)?; => h(u, t) }?; => a",
            "a = loop (s,t)=f(x) max n+1 {u = g(s) !; => h(u,t)} !; => a",
        ),
        ("par { a = loop(s = 0) max 3 { f(s) }; b = 1 } => a", "[a = loop s=0 max 3 {=> f(s)}; b = 1] => a"),
    ];
    for (source, expected) in table {
        assert_eq!(show(&good(source)), expected, "{source}");
    }
}

#[test]
fn policies_are_read_as_a_part_of_the_step() {
    let table = [
        ("#[retry(3)] a = f(x)?; => a", "a = #retry(3) {=> f(x)} !; => a"),
        (
            "#[retry(3)] #[timeout(1.5s)] a = f(x)?; => a",
            "a = #retry(3) #timeout(Duration::new(1u64,500000000u32)) {=> f(x)} !; => a",
        ),
        (
            "#[retry(times = n, backoff = exponential(100ms, max = limit), jitter, when = |e| e.is_timeout())] a = f(x); => a",
            "a = #retry(n,Duration::new(0u64,100000000u32),limit,|e|e.is_timeout())exponentialjitter {=> f(x)}; => a",
        ),
        ("#[retry(3, jitter)] a = f(x); => a", "a = #retry(3)jitter {=> f(x)}; => a"),
        ("#[retry(n == 1)] a = f(x); => a", "a = #retry(n==1) {=> f(x)}; => a"),
        ("#[fallback(g(x)?)] a = f(x)?; => a", "a = #fallback(){=> g(x) !} {=> f(x)} !; => a"),
        ("#[fallback({ b = g(x); => b })] a = f(x); => a", "a = #fallback(){b = g(x); => b} {=> f(x)}; => a"),
        ("#[limit(&l)] #[within(&b)] a = f(x)?; => a", "a = #limit(&l) #within(&b) {=> f(x)} !; => a"),
        ("#[cached] #[hedge(2m)] a = f(x); => a", "a = #cached() #hedge(Duration::new(120u64,0u32)) {=> f(x)}; => a"),
        ("#[cached(store = s, key = (x, 1))] a = f(x); => a", "a = #cached((x,1),s) {=> f(x)}; => a"),
        (
            "/// Doc.\n#[retry(3)] a = par for b in c { f(b)? }; => a",
            "#a = #retry(3) {=> each b in c {=> f(b) !}}; => a",
        ),
        ("par { #[retry(3)] a = f(x)?; b = 1 } => a", "[a = #retry(3) {=> f(x)} !; b = 1] => a"),
    ];
    for (source, expected) in table {
        assert_eq!(show(&good(source)), expected, "{source}");
    }
}

#[test]
fn what_is_right_stays_in_the_tree_beside_what_is_wrong() {
    let table = [
        ("a = ; b = g(); => b", "a = broken<>; b = g(); => b"),
        ("a = f(x +); b = g(); => b", "a = broken<f(x+)>; b = g(); => b"),
        ("a = x.; b = g(); => b", "a = broken<x.>; b = g(); => b"),
        ("a = f(x) b = g(); => b", "a = f(x); b = g(); => b"),
        ("a = f(x), b = g(); => b", "a = f(x); b = g(); => b"),
        ("a == f(x); => a", "a = f(x); => a"),
        ("a := f(x); => a", "a = f(x); => a"),
        ("a => f(x); => a", "a = f(x); => a"),
        ("log(&x); => a", " = log(&x); => a"),
        ("f(1) = x; b = g(); => b", " = broken<f(1)=x>; b = g(); => b"),
        ("par { a = f(); => a }", "[a = f()] => a"),
        ("parr { a = f() } => a", "[a = f()] => a"),
        ("par { a = f(); par { b = g() } } => a", "[a = f(); b = g()] => a"),
        ("a = f(); a", "a = f(); => a"),
        ("a = f() -> a", "a = f(); => a"),
        ("a = f();", "a = f(); => broken<>"),
        ("a = f(); => ", "a = f(); => broken<>"),
        ("#[] a = f(); => a", "a = f(); => a"),
        ("a: = f(); => a", "a = f(); => a"),
        ("a = par for x of y { f(x) }; b = g(); => b", "a = broken<parforxofy{f(x)}>; b = g(); => b"),
        ("a = if c { b = f(); }; d = g(); => d", "a = if [c {b = f(); => broken<>}]; d = g(); => d"),
    ];
    for (source, expected) in table {
        let (workflow, errors) = parse::workflow(tokens(source));
        assert!(!errors.is_empty(), "{source}");
        assert_eq!(show(&workflow), expected, "{source}");
    }
}
