//! `#[agent]` and `#[plan]`: what they refuse, and that nothing makes them panic.

use proc_macro2::TokenStream;
use syn::{File, Item};

use super::robust::{damaged, list, prefixes};
use super::{places, tokens};
use crate::agent::{What, expand, read};

const OPTIONS: &[&str] = &[
    "",
    r#"name = "files.read", blocking, idempotent"#,
    "pure, crate = other::agentflow,",
    r#"effect, effect, name = "", blocking = 1, x(y), 'a"#,
];

const FUNCTIONS: &[&str] = &[
    "fn nothing() {}",
    "/// Doc.\n#[allow(dead_code)] pub(crate) async fn search(query: &str, mut n: usize) -> Result<Page, Error> { query. }",
    "fn f<'a, T: X>(&mut self, (a, b): (&'a str, T), c: impl Y, d: &mut Z) -> Option<&'a T> where T: W { a }",
    r#"pub unsafe extern "C" fn g(a: [u8; 2], b: fn(&u8) -> &u8, c: Box<dyn F>, ...) -> impl Iterator<Item = u8> { 1 }"#,
    "const fn plan(a: Path, b: &std::path::Path) -> AgentTask<Result<(), String>> { loop {} }",
    "struct S { a: u8 }",
];

/// The messages, each with the words that it is shown at.
fn messages(what: What, options: &str, item: &str) -> Vec<(String, String)> {
    let (_, _, errors) = read(what, tokens(options), tokens(item));
    let at = |span: proc_macro2::Span| span.source_text().unwrap_or_default();
    places(errors).into_iter().map(|(span, message)| (at(span), message)).collect()
}

fn says(options: &str, item: &str, wanted: &[(&str, &str)]) {
    let found = messages(What::Agent, options, item);
    let fits =
        |((at, message), (place, start)): (&(String, String), &(&str, &str))| at == place && message.starts_with(start);
    assert!(found.len() == wanted.len() && found.iter().zip(wanted).all(fits), "{options} {item}\n{found:#?}");
}

#[test]
fn each_mistake_is_shown_where_it_is_written() {
    says("", "fn f(a: &str, b: Vec<u8>) -> u8 { 1 }", &[]);
    says("", "fn f(a: &'static str) -> Cow<'static, str> { 1 }", &[]);
    says("blocked", "fn f() {}", &[("blocked", "unknown option `blocked`: those of an agent are `name`")]);
    says("pure, pure, effect", "fn f() {}", &[("effect", "an agent is one of `pure`, `idempotent` and `effect`")]);
    says("blocking, blocking", "fn f() {}", &[("blocking", "`blocking` is said twice")]);
    says("blocking x", "fn f() {}", &[("x", "a comma comes between")]);
    says("= 1", "fn f() {}", &[("=", "an option begins with a word")]);
    says("name", "fn f() {}", &[("name", "a name is a string")]);
    says("name = \" \"", "fn f() {}", &[("\" \"", "a name has at least one letter")]);
    says("crate", "fn f() {}", &[("crate", "the crate is a path")]);
    says("blocking", "async fn f() {}", &[("blocking", "an async agent holds no thread")]);
    says("", "fn f(self) {}", &[("self", "an agent is found by its name")]);
    says("", "fn f<const N: usize>() {}", &[("const", "the name of an agent stands for one function")]);
    says("", "fn f() where u8: Copy {}", &[("where", "the name of an agent stands for one function")]);
    says("", "fn f(_: u8) {}", &[("_", "an argument has a name")]);
    says("", "fn f(a: &mut u8) {}", &[("mut", "an agent changes a copy of its own")]);
    says("", "fn f(a: &Cow<'_, str>) {}", &[("'_", "what is inside of an argument is owned")]);
    says(
        "",
        "const unsafe extern fn f() {}",
        &[("const", "an agent is called"), ("unsafe", "an agent"), ("extern", "an agent")],
    );
    says("", "fn f() -> impl Clone { 1 }", &[("impl", "what an agent yields is written and read by its type")]);
    says("", "fn f();", &[("fn", "`#[agent]` stands before a function with a body")]);
}

#[test]
fn a_plan_has_other_rules() {
    let says = |options: &str, item: &str, place: &str, start: &str| {
        let found = messages(What::Plan, options, item);
        assert!(matches!(&found[..], [(at, message)] if at == place && message.starts_with(start)), "{found:#?}");
    };
    assert_eq!(messages(What::Plan, "name = \"a\"", "fn f(a: u8) -> agentflow::AgentTask<u8> { g(a) }"), []);
    says("effect", "fn f() -> AgentTask<u8> { g() }", "effect", "`effect` is for agents");
    says("", "async fn f() -> AgentTask<u8> { g() }", "async", "a plan is built at once");
    says("", "fn f() -> Vec<u8> { g() }", "Vec", "a plan gives an `AgentTask<..>`");
}

/// What comes out of an input: Rust, if the input is.
fn run(what: What, options: &TokenStream, item: &TokenStream) {
    let (_, _, errors) = read(what, options.clone(), item.clone());
    let is_empty = options.is_empty() && item.is_empty();
    for (span, message) in places(errors) {
        assert!(
            is_empty || item.is_empty() || !span.byte_range().is_empty(),
            "not on a token: {message}\n{options} {item}"
        );
    }
    let expanded = expand(what, options.clone(), item.clone());
    if syn::parse2::<Item>(item.clone()).is_ok() {
        let read = syn::parse2::<File>(expanded.clone());
        assert!(read.is_ok(), "{:?}\n{expanded}", read.err());
    }
}

#[test]
fn nothing_that_is_half_written_or_damaged_makes_them_panic() {
    for what in [What::Agent, What::Plan] {
        for function in FUNCTIONS {
            let all = list(tokens(function));
            for item in prefixes(&all).into_iter().chain(damaged(&all)) {
                OPTIONS[..2].iter().for_each(|options| run(what, &tokens(options), &item));
            }
        }
        for options in OPTIONS {
            let all = list(tokens(options));
            for options in prefixes(&all).into_iter().chain(damaged(&all)) {
                FUNCTIONS[..2].iter().for_each(|function| run(what, &options, &tokens(function)));
            }
        }
    }
}

/// Editors complete in a half-written body, and callers know the function.
#[test]
fn a_function_with_mistakes_is_still_there() {
    let expanded = expand(What::Agent, tokens("effct"), tokens("fn f<T>(a: &T) -> u8 { a. }")).to_string();
    assert!(expanded.contains("fn f < T > (a : & T) -> :: agentflow :: AgentTask < u8 >"), "{expanded}");
    assert!(expanded.contains("fn f < T > (a : & T) -> u8 { a . }"), "{expanded}");
    let method = expand(What::Agent, TokenStream::new(), tokens("fn f(&self) -> u8 { 1 }")).to_string();
    assert!(method.ends_with("fn f (& self) -> u8 { 1 }"), "{method}");
}
