//! Two mistakes in one block: each gives its own error at its own place, and neither gives a further one.

use super::errors::expect;

/// Statements with one mistake each. `NAME` is the name that they bind.
const MISTAKES: &[(&str, &str)] = &[
    ("NAME «==» f(x);", "written with one `=`"),
    ("NAME «:=» f(x);", "not with `:=`"),
    ("NAME «<-» f(x);", "not with `<-`"),
    ("NAME «+=» f(x);", "cannot change it"),
    ("NAME «=>» f(x);", "stands before the result only"),
    ("NAME = f(x)«,»", "ends with `;`, not with `,`"),
    ("NAME«:» = f(x);", "missing type"),
    ("NAME: Vec< «=» f(x);", "this cannot stand here"),
    ("NAME: u8«;»", "missing `= step`"),
    ("NAME«,» c = f(x);", "bound as a tuple"),
    ("NAME «c» = f(x);", "expected `=` after the name"),
    ("«NAME»;", "missing step"),
    ("NAME «=» ;", "nothing follows this `=`"),
    ("«=» f(x);", "missing name"),
    ("«ref» NAME = f(x);", "leave `ref` out"),
    ("«Web» = f(x);", "reads as a constant or a type"),
    ("«foo»() = x;", "not something that a value can be bound to"),
    ("«log»(&x);", "this step has no name"),
    ("«parallel» { NAME = f(); }", "did you mean `par { .. }`"),
    ("«par» {}", "this `par` block is empty"),
    ("«{» NAME = f(); }", "missing word"),
    ("par { NAME = f(«NAME») }", "needs itself"),
    ("NAME = «par» { c = 1 };", "has no value"),
    ("NAME = f(x) + «;»", "expected an expression"),
    ("NAME = x.«;»", "expected"),
    ("NAME = f(x «y»);", "expected `,`"),
    ("NAME = f(x +«)»;", "something is missing here"),
    ("NAME = f(x)«?» + 1;", "only a trailing `?`"),
    ("NAME = { «return» 1 };", "`return` cannot leave"),
    ("NAME = blocking { f().«await» };", "cannot await"),
    ("NAME = blocking { f(x +«)» };", "something is missing here"),
    ("NAME = if c «;»", "missing body"),
    ("NAME = if x. «{» f() } else { g() };", "expected"),
    ("NAME = if c { d = f(); «}» else { g() };", "missing result"),
    ("NAME = if c { d «==» f(); => d } else { g() };", "`==`"),
    ("NAME = if c { f() } else «g»();", "missing body"),
    ("NAME = match c «;»", "missing arms"),
    ("NAME = match c { 1 «=>», _ => 2 };", "missing arm"),
    ("NAME = match c { 1 => f(x «y»), _ => 2 };", "expected `,`"),
    ("NAME = match c { Some(d) if d. «=>» 1, _ => 2 };", "expected"),
    ("NAME = match c { Some(«+») => 1, _ => 2 };", ""),
    ("NAME = match c { 1 «->» 1, _ => 2 };", "expected `=>`"),
    ("«par» for d in y { f(d) };", "`par for` is a step"),
    ("NAME = par for d «of» y { f(d) };", "missing `in`"),
    ("NAME = par for d in y«;»", "missing body"),
    ("NAME = par for d in y. «{» f(d) };", "expected"),
    ("NAME = par for d in y if d. «{» f(d) };", "expected"),
    ("NAME = par(«0») for d in y { f(d) };", "a limit of 0"),
    ("NAME = par(x +«)» for d in y { f(d) };", "something is missing here"),
    ("NAME = «race» {};", "this race is empty"),
    ("NAME = race { f(); «=>» g() };", "no result of its own"),
    ("NAME = race { f(x «y»); g() };", "expected `,`"),
    ("NAME = loop(s«)» max 3 { f(s) };", "begins with its state"),
    ("NAME = loop(s = 1 +«)» max 3 { f(s) };", "something is missing here"),
    ("NAME = loop(s = 1) «{» f(s) };", "missing `max`"),
    ("NAME = loop(s = 1) max «{» f(s) };", "missing number"),
    ("NAME = loop(s = 1) max «0» { f(s) };", "with 0 turns"),
    ("#[«time»(5s)] NAME = f();", "unknown attribute"),
    ("#[«retry»] NAME = f()?;", "how often to try"),
    ("#[retry(«0»)] NAME = f()?;", "with 0 tries"),
    ("#[retry(times = 3, «sometimes»)] NAME = f()?;", "no argument `sometimes`"),
    ("#[retry(times = 3, when = |e| e.«)»] NAME = f()?;", "something is missing here"),
    ("#[timeout(«5»)] NAME = f()?;", "has no unit"),
    ("#[limit(&x.«)»] NAME = f();", "something is missing here"),
    ("#[fallback(f(x «y»))] NAME = f();", "expected `,`"),
    ("#[timeout(5s)] NAME = f(x «y»);", "expected `,`"),
    ("«#» NAME = f();", "an attribute is written"),
];

#[test]
fn each_mistake_by_itself() {
    for (statement, message) in MISTAKES {
        expect(&(statement.replace("NAME", "a") + " => 1"), &[message]);
    }
}

#[test]
fn two_mistakes_in_one_block() {
    for (first, one) in MISTAKES {
        for (second, two) in MISTAKES {
            let (first, second) = (first.replace("NAME", "a"), second.replace("NAME", "b"));
            expect(&format!("{first} {second} => 1"), &[one, two]);
        }
    }
}

#[test]
fn a_mistake_in_a_body_and_one_around_it() {
    for (at, (inner, one)) in MISTAKES.iter().enumerate() {
        for apart in [0, 1, 5] {
            let (outer, two) = MISTAKES[(at + apart) % MISTAKES.len()];
            let (inner, outer) = (inner.replace("NAME", "a"), outer.replace("NAME", "b"));
            expect(&format!("v = if x {{ {inner} => 1 }} else {{ 2 }}; {outer} => 1"), &[one, two]);
        }
    }
}
