//! Which names a step uses, and how.

use proc_macro2::{Ident, Span};

use super::{good, tokens};
use crate::ast::Workflow;
use crate::names::{Known, Mode, depends, uses};
use crate::parse;

/// `x` for owned, `&x` for borrowed, `await` at the end.
fn shown(step: &str, known: &[&str]) -> String {
    let (Workflow { result, .. }, errors) = parse::workflow(tokens(&format!("=> {step}")));
    assert!(errors.is_empty(), "{step}: {:?}", errors.into_iter().next().map(|error| error.to_string()));
    let mut names = Known::default();
    for name in known {
        names.insert(&Ident::new(name, Span::call_site()));
    }
    let found = uses(&result, &names);
    let mut parts: Vec<String> = found
        .uses
        .iter()
        .map(|it| if it.mode == Mode::Borrowed { format!("&{}", it.ident) } else { it.ident.to_string() })
        .collect();
    parts.extend(found.awaits.then(|| "await".to_owned()));
    parts.join(" ")
}

#[track_caller]
fn table(rows: &[(&str, &str)]) {
    for (step, expected) in rows {
        assert_eq!(shown(step, &["known", "other"]), *expected, "{step}");
    }
}

#[test]
fn what_is_a_variable() {
    table(&[
        ("x", "x"),
        ("_x", "_x"),
        ("self", "self"),
        ("self.x", "self"),
        ("r#type", "r#type"),
        ("LIMIT", ""),
        ("_LIMIT", ""),
        ("None", ""),
        ("Unit", ""),
        ("Some(x)", "x"),
        ("module::x", ""),
        ("x::<u8>", ""),
        ("crate::f(x)", "x"),
        ("Self::f(x)", "x"),
        ("true", ""),
        ("f(x, y)", "x y"),
        ("f(y, x, y)", "y x"),
        ("known(x)", "known x"),
        ("(f)(x)", "f x"),
        ("f(g)", "g"),
        ("x.f(y)", "&x y"),
        ("x.y.z", "x"),
        ("x.0", "x"),
        ("Point { x }", "x"),
        ("Point { x: y }", "y"),
        ("Point { x, ..y }", "x y"),
        ("[x; 3]", "x"),
        ("(x, y)", "x y"),
        ("x as u8", "x"),
        ("x..y", "x y"),
        ("f::<[u8; 3]>(x)", "x"),
        ("'x: loop { break 'x y }", "y"),
        ("{ x += 1; x }", "x"),
        ("{ x[0] = y }", "x y"),
    ]);
}

#[test]
fn scopes() {
    table(&[
        ("|x| x + y", "y"),
        ("|(a, b): (u8, u8)| a + b + c", "c"),
        ("{ let x = x; x }", "x"),
        ("{ let a = b; a }", "b"),
        ("{ f(a); let a = 1; a }", "a"),
        ("{ { let a = 1; } a }", "a"),
        ("{ let Some(a) = b else { return_it(a) }; a }", "b a"),
        ("match a { Some(b) => b, None => c }", "a c"),
        ("match a { Some(b) if b > d => b, _ => 1 }", "a &d"),
        ("match a { b @ 1..=9 => b, b => b }", "a"),
        ("if let Some(b) = a { b } else { c }", "a c"),
        ("if let Some(b) = a { 1 } else { b }", "a b"),
        ("if let Some(b) = a && let Some(c) = b && c > d { b } else { 1 }", "a &d"),
        ("while let Some(a) = b.pop() { f(a) }", "b"),
        ("for a in b { f(a, c) }", "b c"),
        ("for a in a { f(a) }", "a"),
        ("{ fn f(a: u8) -> u8 { a + zzz } f(b) }", "b"),
        ("{ fn g() {} f(g) }", ""),
        ("{ f(g); fn g() {} }", ""),
        ("{ use m::{g, h as i}; f(g, h, i) }", "h"),
        ("{ static a: u8 = 1; f(a) }", ""),
        ("async { f(x).await }", "x"),
        ("async move { f(&x).await }", "x"),
        ("async { let x = 1; x }", ""),
        ("{ let known = 1; known(x) }", "x"),
        ("unsafe { f(x) }", "x"),
        ("const { N + 1 }", ""),
        ("{ let Point { a, b: c } = d; a + b + c }", "d b"),
        ("{ if let Some(a) = b {} a }", "b a"),
    ]);
}

#[test]
fn what_borrows() {
    table(&[
        ("f(&x)", "&x"),
        ("f(&x.y.z)", "&x"),
        ("f(&x[i])", "&x i"),
        ("f(&x.y[i].z)", "&x i"),
        ("f(&(x))", "&x"),
        ("f(&*x)", "&x"),
        ("f(&mut x)", "x"),
        ("f(&mut x.y)", "x"),
        ("f(&x, x)", "x"),
        ("f(x, &x)", "x"),
        ("f(&x, &x)", "&x"),
        ("f(&f(x))", "x"),
        ("*x + 1", "x"),
        ("x.len()", "&x"),
        ("x.y.len()", "&x"),
        ("x[0].len()", "&x"),
        ("x.iter().map(|y| y + z).sum()", "&x z"),
        ("x.iter_mut()", "x"),
        ("x.into_iter()", "x"),
        ("x.as_str()", "&x"),
        ("x.as_mut()", "x"),
        ("x.as_bytes_mut()", "x"),
        ("x.to_string()", "&x"),
        ("x.is_empty()", "&x"),
        ("x.is_some_and(|y| y)", "x"),
        ("x.has_next()", "&x"),
        ("x.clone()", "&x"),
        ("x.get(y)", "&x y"),
        ("x.get_mut(y)", "x y"),
        ("x.get_or_insert(y)", "x y"),
        ("x.contains(&y)", "&x &y"),
        ("x.split(',')", "&x"),
        ("x.split_off(3)", "x"),
        ("x.trim_start()", "&x"),
        ("x.push(y)", "x y"),
        ("x[0].push(y)", "x y"),
        ("x.run()", "&x"),
        ("(&x).run()", "&x"),
        ("self.index.len()", "&self"),
        ("self.search(&x)", "&self &x"),
        ("x == y", "&x &y"),
        ("x.a < y.b", "&x &y"),
        ("x > 3 && y", "&x y"),
        ("x + y", "x y"),
        ("x[i]", "&x i"),
        ("x[i] + 1", "&x i"),
        ("{ x[i] += 1 }", "x i"),
        ("move || x.len()", "x"),
        ("|| x.len()", "&x"),
        ("f(move || f(&x), &y)", "x &y"),
        ("match &x { Some(y) => y.len(), None => 0 }", "&x"),
        ("for a in &x {}", "&x"),
        ("&raw const x", "x"),
    ]);
}

#[test]
fn format_strings() {
    table(&[
        (r#"format!("{x}")"#, "&x"),
        (r#"format!("{x:?} {y:>8} {x}")"#, "&x &y"),
        (r#"format!("{{x}} {{{y}}}")"#, "&y"),
        (r#"format!("{0:>width$}", x)"#, "width &x"),
        (r#"format!("{x:>w$.p$}")"#, "&x w p"),
        (r#"format!("{x:é>w$}")"#, "&x w"),
        (r#"format!("{x:p}")"#, "x"),
        (r#"format!("{} {0} {:?}", x, y)"#, "&x &y"),
        (r#"format!("{x}", x = y)"#, "&y"),
        (r#"format!("{self} {self:?}")"#, "&self"),
        (r##"format!(r#"{x}"#)"##, "&x"),
        (r#"format!("{LIMIT}")"#, ""),
        (r#"format!("{x", y)"#, "&y"),
        (r#"format!("}{:$}{ {", y)"#, "&y"),
        (r#"format!("{}", x.run())"#, "&x"),
        (r#"println!("{x}")"#, "&x"),
        (r#"std::println!("{x}", )"#, "&x"),
        (r#"write!(x, "{y}{}", z)"#, "x &y &z"),
        (r#"panic!("{x}")"#, "&x"),
        (r#"assert!(x, "{y}")"#, "&x &y"),
        (r#"assert_eq!(x, y, "{z} {}", w)"#, "&x &y &z &w"),
        ("debug_assert_ne!(x, y)", "&x &y"),
        (r#"todo!("{x}")"#, "&x"),
        (r#"{ let x = 1; format!("{x}{y}") }"#, "&y"),
        (r#"{ println!("{x}"); y }"#, "&x y"),
        (r#"move || format!("{x}")"#, "x"),
        (r#"f("{x}")"#, ""),
    ]);
}

#[test]
fn other_macros() {
    table(&[
        ("matches!(x, Some(_))", "&x"),
        ("matches!(x, Some(y) if y > z)", "x &z"),
        ("matches!(x.y, A | B if c)", "&x c"),
        ("matches!(x)", "x"),
        ("dbg!(x, &y)", "x &y"),
        ("vec![x, y.len()]", "x &y"),
        ("vec![x; y]", "x y"),
        ("unknown!(x, f(&y))", "x &y"),
        ("unknown!(field = x)", "x"),
        ("unknown!({ let a = x; a })", "x"),
        (r#"json!({ "a": x, "b": known })"#, "x known"),
        (r#"json!({ "a": [x.len(), null, { "b": &y, "c": null }], (z): 1 })"#, "&x &y z"),
        (r#"json!([{ "a": f::<A, B>(x), }, null])"#, "x"),
        (r#"json!({ "a": x; known })"#, "known"),
        (r#"f(x, json!({ "a": x }))"#, "x"),
        ("select! { known = other.x() => known.y, a => b }", "other known"),
        ("raw!(=> m.known known::x known! known(1) x)", ""),
        ("raw!(=> known != 1)", "known"),
        (r#"raw!(=> "{known} {x}")"#, "&known"),
        (r#"anyhow!("{x} {}", y)"#, "&x y"),
        (r#"info!(count = x, "done {y}")"#, "x &y"),
        (r#"query!("{known} {x}")"#, "&known"),
        ("workflow! { a = f(&x); b = g(a, y); => h(a, b) }", "x y"),
        ("workflow! { par { a = f(&x); b = g(a) } => (a, b, known) }", "x known"),
        ("workflow! { a = f(x).await; => a }", "x"),
    ]);
}

#[test]
fn awaiting() {
    table(&[
        ("f(x).await", "x await"),
        ("g(f(x).await, &y)", "x &y await"),
        ("async { f(x).await }", "x"),
        ("f(|| async { g().await })", ""),
        ("f(async move { x.await }).await", "x await"),
        ("format!(\"{}\", f(x).await)", "x await"),
        ("blocking { f(&x) }", "&x"),
    ]);
}

#[test]
fn the_first_occurrence_gives_the_span() {
    let workflow = good("=> f(y, &x, x)");
    let found = uses(&workflow.result, &Known::default()).uses;
    let texts: Vec<_> = found.iter().map(|it| it.ident.span().source_text()).collect();
    assert_eq!(texts, [Some("y".to_owned()), Some("x".to_owned())]);
    let workflow = good("=> format!(\"<{x}>\")");
    let found = uses(&workflow.result, &Known::default()).uses;
    assert_eq!(found[0].ident.span().source_text().as_deref(), Some("\"<{x}>\""));
}

#[test]
fn dependencies_of_a_stage() {
    let workflow = good("z = 1; par { a = f(z); b = g(&a, z); (c, d) = a(a); e = (c, d, b, b); a2 = a2(z) } => e");
    let needs = depends(&workflow.stages[1], &Known::before(&workflow, 1));
    let shown: Vec<Vec<(usize, String)>> =
        needs.iter().map(|needs| needs.iter().map(|need| (need.on, need.ident.to_string())).collect()).collect();
    let on = |on, name: &str| (on, name.to_owned());
    assert_eq!(shown, [vec![], vec![on(0, "a")], vec![on(0, "a")], vec![on(2, "c"), on(1, "b")], vec![]]);
}

#[test]
fn what_is_known_where() {
    let workflow = good("a = 1; par { b = 2; c = 3 } d = 4; => d");
    let ident = |name| Ident::new(name, Span::call_site());
    let known = |known: &Known| {
        ["a", "b", "c", "d"].into_iter().filter(|name| known.contains(&ident(name))).collect::<String>()
    };
    assert_eq!(known(&Known::before(&workflow, 0)), "");
    assert_eq!(known(&Known::before(&workflow, 1).inside(&workflow.stages[1], 0)), "ac");
    assert_eq!(known(&Known::before(&workflow, 3)), "abcd");
}
