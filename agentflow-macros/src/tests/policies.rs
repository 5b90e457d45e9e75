//! Mistakes in policies.

use super::errors::expect;

#[test]
fn unknown_and_misplaced_attributes() {
    expect(
        "#[«retri»(3)] a = f(); => a",
        &["unknown attribute `retri`: the policies of a binding are `retry`, `timeout`"],
    );
    expect("«#»[retry(3)] par { a = f() } => a", &["an attribute belongs to one binding"]);
    expect("a = f(); «#»[retry(3)] => a", &["nothing to bind follows it"]);
}

#[test]
fn arguments() {
    expect("#[«retry»] a = f(); => a", &["`retry` has to say how often to try: `#[retry(3)]`"]);
    expect("#[retry «=» 3] a = f(); => a", &["stand in parentheses: `#[retry(..)]`"]);
    expect("#[«timeout»()] a = f(); => a", &["how long to wait: `#[timeout(5s)]`"]);
    expect("#[timeout(«5»)] a = f(); => a", &["`5` has no unit: write `5s` or `5ms`"]);
    expect("#[timeout(«5x»)] a = f(); => a", &["`x` is no unit of time"]);
    expect("#[timeout(«\"5s\"»)] a = f(); => a", &["a time is a number with a unit"]);
    expect("#[timeout(5s,)] a = f(); => a", &[]);
    expect("#[timeout(5s, «1»)] a = f(); => a", &["`timeout` has no further argument"]);
    expect("#[retry(«0»)] a = f(); => a", &["with 0 tries this step would never start"]);
    expect("#[retry(3, «often»)] a = f(); => a", &["`retry` has no argument `often`"]);
    expect("#[retry(3, «times» = 4)] a = f(); => a", &["`times` is said twice"]);
    expect("#[«retry»(jitter)] a = f(); => a", &["add `times = 3`"]);
    expect("#[retry(3, «backoff»)] a = f(); => a", &["`backoff` needs a value"]);
    expect("#[retry(3, backoff = «linear»(1s))] a = f(); => a", &["a backoff is `constant(1s)`"]);
    expect("#[retry(3, backoff = constant(1s, «max» = 2s))] a = f(); => a", &["a backoff is `constant(1s)`"]);
    expect("#[retry(3, backoff = constant(«1»))] a = f(); => a", &["`1` has no unit"]);
    expect("#[cached(«by» = x)] a = f(x); => a", &["`cached` has no argument `by`"]);
    expect("#[cached(key = x«?»)] a = f(x); => a", &["a policy can't fail"]);
    expect("#[limit(l.«await»)] a = f(x); => a", &["cannot await"]);
    expect("#[retry(3 «4»)] a = f(); => a", &["`retry` has no further argument"]);
}

#[test]
fn fallbacks() {
    expect("#[«fallback»] a = f(); => a", &["what to do instead"]);
    expect("#[fallback(0)] a = f()«?»; => a", &["with its fallback this step can't fail: remove the `?`"]);
    expect("#[«retry»(3)] #[fallback(0)] a = f(); => a", &["`retry` has nothing to do"]);
    expect("#[«fallback»(1)] #[fallback(0)] a = f(); => a", &["`fallback` has nothing to do"]);
    expect("#[fallback(b «=» g())] a = f(); => a", &["a fallback has no name"]);
    expect("#[fallback(g(x)?)] a = f()?; => a", &[]);
    expect("#[retry(3)] #[timeout(1s)] #[fallback(0)] a = f()?; => a", &[]);
}
