//! Every mistake: how many errors it gives, on which token, and in which words.

use super::{front, places, tokens};

/// Checks that the errors of a source are shown at its marks, and say these things.
#[track_caller]
pub(super) fn expect(marked: &str, messages: &[&str]) {
    let mut source = String::new();
    let mut starts = Vec::new();
    for (index, part) in marked.split(['«', '»']).enumerate() {
        if index % 2 == 1 {
            starts.push(source.len());
        }
        source += part;
    }
    let stream = tokens(&source);
    // All sources of a thread lie one behind the other.
    let base = stream.clone().into_iter().next().map_or(0, |first| first.span().byte_range().start);
    let leading = source.len() - source.trim_start().len();
    let found = places(front(stream).1);
    let shown: Vec<String> =
        found.iter().map(|(span, message)| format!("{:?}: {message}", span.byte_range())).collect();
    let at: Vec<usize> = found.iter().map(|(span, _)| (span.byte_range().start + leading).wrapping_sub(base)).collect();
    assert_eq!(at, starts, "{marked}\n{shown:#?}");
    assert_eq!(found.len(), messages.len(), "{marked}\n{shown:#?}");
    for ((_, message), part) in found.iter().zip(messages) {
        assert!(message.contains(part), "{marked}\nfound:    {message}\nexpected: {part}");
        println!("{marked}\n    {message}");
        let words: String = message.split('`').step_by(2).collect();
        assert!(words.matches(". ").count() <= 1, "at most two sentences: {message}");
    }
}

#[test]
fn between_statements() {
    expect("a = f(x) «b» = g(y); => b", &["missing `;` before `b`"]);
    expect("par { a = f(x) «b» = g(y) } => b", &["missing `;` before `b`"]);
    expect("a = f(x) «par» { b = g() } => b", &["missing `;` before `par`"]);
    expect("a = f(x) «let» b = 1; => b", &["missing `;` before `let`"]);
    expect("a = f(x)\n(b, c) «=» g(y); => b", &["a second `=` in one binding"]);
    expect("a = b «=» c; => a", &["a second `=` in one binding"]);
    expect("a = let b «=» c; => a", &["a second `=` in one binding"]);
    expect("a = race { f(); let b «=» g() }; => a", &["what runs in a race has no name"]);
    expect("a = f(x) «=>» a", &["missing `;` before `=>`"]);
    expect("a = f(x)«,» b = g(y); => b", &["ends with `;`, not with `,`"]);
    expect("par { a = f(x)«,» b = g(y)«,» } => b", &["not with `,`", "not with `,`"]);
    expect("a = f(x) «else» { 1 }; => a", &["no `else`"]);
    expect("a = f(x) «@» y; => a", &["unexpected `@`"]);
}

#[test]
fn left_of_the_equals_sign() {
    expect("a «==» f(x); => a", &["written with one `=`; `==` compares"]);
    expect("a «:=» f(x); => a", &["not with `:=`"]);
    expect("a «<-» f(x); => a", &["not with `<-`"]);
    expect("a «+=» f(x); => a", &["bound once, and `+=` cannot change it"]);
    expect("a «=>» f(x); => a", &["`=>` stands before the result only"]);
    expect("«foo»() = x; => 1", &["not something that a value can be bound to"]);
    expect("«a».b = x; => 1", &["not something that a value can be bound to"]);
    expect("«a»[0] = x; => 1", &["not something that a value can be bound to"]);
    expect("«=» f(x); => 1", &["missing name"]);
    expect("a«,» b = f(x); => 1", &["write `(a, b) = ..`"]);
    expect("a «b» = f(x); => 1", &["expected `=` after the name, and found `b`"]);
    expect("«log»(&x); => 1", &["this step has no name: write `name = ..;`, or `_ = ..;`"]);
    expect("par { «log»(&x); «f».run() } => 1", &["no name", "no name"]);
    expect("a«:» = f(x); => a", &["missing type"]);
    expect("a: Vec< «=» f(x); => a", &["this cannot stand here"]);
    expect("a: Vec<«;» => 1", &["this cannot stand here"]);
    expect("«ref» a = f(x); => a", &["leave `ref` out, and write `&a`"]);
    expect("(a, «ref» b) = f(x); => a", &["leave `ref` out, and write `&b`"]);
    expect("«Web» = f(x); => 1", &["`Web` reads as a constant or a type"]);
    expect("«1» + 2 = f(x); => 1", &["not something"]);
    expect("par { a «=>» f(x) } => a", &["`=>` stands before the result only"]);
    expect("«println»!(\"hi\"); a = 1; => a", &["this step has no name"]);
    expect("a: u8«;» => a", &["missing `= step`"]);
    expect("«log»(x) => 1", &["this step has no name"]);
    expect("par { a = f(x); «b» } => a", &["missing step: write `b = ..;`"]);
    expect("«a»; => 1", &["missing step: write `a = ..;`"]);
    expect("«{» a = f(x); b = g(y) } => a", &["missing word before this block"]);
    expect("par { a = 1; «{» b = g(y) } } => a", &["missing word before this block"]);
}

#[test]
fn right_of_the_equals_sign() {
    expect("a «=» ; => a", &["missing step"]);
    expect("par { a «=» } => a", &["missing step"]);
    expect("par { a «=» ; b = 1 } => a", &["missing step"]);
    expect("a = f(x«)» + «;» b = 1; => b".replace("«)»", ")").as_str(), &["expected an expression"]);
    expect("a = f(x y«)»; => a".replace("x y«)»", "x «y»)").as_str(), &["expected `,`"]);
    expect("a = f(x +«)»; => a", &["something is missing here: expected an expression"]);
    expect("a = «par» { b = 1 }; => a", &["a `par` block has no value"]);
    expect("«par» for x in y { f(x) }; => 1", &["`par for` is a step: write `name = par for ..`"]);
}

#[test]
fn the_result() {
    expect("a = f(x)«;»", &["missing result: end the workflow with what it yields, as in `=> a`"]);
    expect("a = f«(x)»".replace("«(x)»", "(x«)»").as_str(), &["missing result"]);
    expect("par { a = f(x); b = g(y) «}»", &["as in `=> b`"]);
    expect("a = f(x); «=>»", &["nothing follows `=>`"]);
    expect("a = f(x); «=>» ;", &["nothing follows `=>`"]);
    expect("a = f(x); «a»", &["missing `=>` before the result"]);
    expect("a = f(x); «merge»(a, b)", &["missing `=>` before the result"]);
    expect("a = f(x); «->» a", &["written with `=>`, not with `->`"]);
    expect("par { a = f(x) } «->» a", &["written with `=>`, not with `->`"]);
    expect("a = f(x) «->» a", &["written with `=>`, not with `->`"]);
    expect("a = f(x); «=» > a", &["not with `= >`"]);
    expect("a = f(x); => a«;»", &["no `;` after the result"]);
    expect("a = f(x); => a; «b» = g(y);", &["the result comes last"]);
    expect("a = f(x); => a «b» = g(y);", &["the result comes last"]);
    expect("=> a «par» { b = 1 }", &["the result comes last"]);
    expect("=> a «=>» b", &["one result"]);
    expect("=> a «b»", &["unexpected `b` after the result"]);
    expect("=> a«,» b", &["unexpected `,` after the result"]);
    expect("=> a «=» f(x)", &["the result has no name"]);
    expect("=> «let» a = f(x);", &["the result is an expression"]);
    expect("=> «par» { a = f(x) }", &["the result is an expression"]);
}

#[test]
fn an_empty_workflow_has_no_token_to_show() {
    let found = places(front(tokens("")).1);
    let [(_, message)] = found.as_slice() else { panic!("{found:?}") };
    assert!(message.contains("this workflow is empty"));
}

#[test]
fn par_blocks() {
    expect("«par» {} => 1", &["this `par` block is empty"]);
    expect("«parr» { a = f() } => a", &["did you mean `par { .. }`"]);
    expect("«parallel» { a = f(); b = g(); } => a", &["did you mean `par { .. }`"]);
    expect("«Par» { a = f() } => a", &["did you mean `par { .. }`"]);
    expect("«par» a = f(); => a", &["`par` is followed by a block"]);
    expect("«par» (a = f()); => 1", &["`par` is followed by a block"]);
    expect("par { a = f(); «par» { b = g() } } => (a, b)", &["remove the inner `par`"]);
    expect("par { a = f(); b = g() «=>» merge(a, b) }", &["the result stands after the `par` block"]);
    expect("par { a = f(); «->» a }", &["the result stands after the `par` block"]);
}

#[test]
fn choices() {
    expect("a = if c «f»(x) else { 1 }; => a".replace("c «f»(x) else", "c «else»").as_str(), &["missing body"]);
    expect(
        "a = if c { b = f(); «}» else { 1 }; => a",
        &["missing result: end this body with what it yields, as in `=> b`"],
    );
    expect("a = if c { b = f(); => b } else «f»(); => a", &["missing body: `else` is followed by `{ .. }`"]);
    expect("a = match c { 1 => { b = f(); => b } _ «=>» }; => a", &["missing arm"]);
    expect("a = match c { 1 «=>», _ => 2 }; => a", &["missing arm"]);
    expect("a = if c { «b» = f(); «b» = g(); => b } else { 1 }; => a", &["first bound here", "bound twice"]);
    expect("a = if c { b = f(«d»); d = g(); => b } else { 1 }; => a", &["`d` is bound by a later statement"]);
    expect("a = if c { b = f(x)«?» + 1; => b } else { 1 }; => a", &["only a trailing `?`"]);
    expect("a = if f(x)«?» { b = f(x); => b } else { 1 }; => a", &["only a trailing `?`"]);
    expect("a = if f(x).«await» { b = f(x); => b } else { 1 }; => a", &["cannot await: bind it to a name"]);
    expect("a = if c { par { b = f(«d»); d = g(«b») } => b } else { 1 }; => a", &["wait for each other", "needs"]);
    expect("a = if c { b = f() «d» = g(); => b } else { 1 }; => a", &["missing `;`"]);
    expect("a = if c { #[«retry»] b = f(); => b } else { b «==» 2; => b }; => a", &["retry", "`==`"]);
    expect("a = if c { «return» 1; f() } else { g() }; => a", &["`return` cannot leave"]);
    expect("a = if c { b = 1; => b } else { 1 }; => a«;»", &["no `;`"]);
}

#[test]
fn collections() {
    expect("a = par for x «of» y { f(x) }; => a", &["missing `in`: write `par for name in items { .. }`"]);
    expect("a = par(«0») for x in y { f(x) }; => a", &["with a limit of 0 no item could ever start"]);
    expect("a = par«()» for x in y { f(x) }; => a".replace("«()»", "«»()").as_str(), &["missing limit"]);
    expect("a = par for x in y { b = f(x); «}»; => a", &["missing result: end this body"]);
    expect("a = par for x in y«;» => a", &["missing body: the collection of a `par for` is followed by"]);
    expect("a = par for x in f().«await» { g(x) }; => a", &["cannot await: bind it to a name"]);
    expect("a = par for x in f()«?» { g(x) }; => a", &["only a trailing `?`"]);
    expect("a = par for x in y if t(x)«?» > 1 { g(x) }; => a", &["only a trailing `?`"]);
    expect("a = par for x in y { «break» }; => a", &["`break` cannot leave a step"]);
}

#[test]
fn attributes() {
    expect("par { #[«time»(5s)] #[«once»] a = f() } => a", &["unknown attribute `time`", "unknown attribute `once`"]);
    expect("«#»[x] par { a = f() } => a", &["write it inside `par`"]);
    expect("a = f(); «#»[x] => a", &["nothing to bind follows"]);
    expect("«#»![x] a = f(); => a", &["an attribute is written `#[name]`"]);
    expect("«#» a = f(); => a", &["an attribute is written `#[name]`"]);
    expect("#[«]» a = f(); => a", &["something is missing here: expected"]);
}

#[test]
fn names_and_order() {
    expect("«a» = f(); «a» = g(); => a", &["`a` is first bound here", "the name `a` is bound twice"]);
    expect("par { «a» = f(); (b, «a») = g() } => a", &["first bound here", "bound twice"]);
    expect("(«a», «a») = f(); => a", &["first bound here", "bound twice"]);
    expect("«a» = 1; «a» = 2; «a» = 3; => a", &["first bound here", "bound twice", "bound twice"]);
    expect("«a» = 1; «r#a» = 2; => a", &["first bound here", "bound twice"]);
    expect("a = f(&«b»); b = g(); => a", &["`b` is bound by a later statement"]);
    expect("a = format!(«\"{b}\"»); b = g(); => a", &["`b` is bound by a later statement"]);
    expect("par { a = f(«c») } par { c = g() } => a", &["`c` is bound by a later statement"]);
    expect("a = b(x); b = a.len(); => b", &[]);
    expect("a = |b| b; b = 1; => b", &[]);
    expect("a = g(&a); => a", &[]);
    expect("search = search(&x); => search", &[]);
    expect("par { web = web(&x); news = news(&x) } => (web, news)", &[]);
    expect("par { a = f(«a») } => a", &["`a` needs itself"]);
    expect("par { a = f(&«a», b); b = 1 } => a", &["`a` needs itself"]);
}

#[test]
fn cycles() {
    expect(
        "par { a = f(&«b»); b = g(«a») } => a",
        &["these bindings wait for each other, so none can start: `a` needs `b`, `b` needs `a`", "`b` needs `a` here"],
    );
    expect(
        "par { a = f(«b»); b = g(x, «c»); c = h(«a») } => a",
        &["`a` needs `b`, `b` needs `c`, `c` needs `a`", "`b` needs `c` here", "`c` needs `a` here"],
    );
    expect("par { a = f(«b»); b = g(«a»); c = h(«d»); d = i(«c»); e = j(a) } => e", &["", "", "", ""]);
    expect("par { a = f(b); b = g(c); c = h(x); d = (a, b, c) } => d", &[]);
    expect("par { (a, x) = f(«b»); b = g(«x») } => a", &["`x` needs `b`, `b` needs `x`", "`b` needs `x` here"]);
}

#[test]
fn leaving_a_step() {
    expect("a = f(x«?»); => a", &["only a trailing `?` can stop a workflow"]);
    expect("a = f(x)«?» + 1; => a", &["only a trailing `?`"]);
    expect("a = f(x)«?»?; => a", &["only a trailing `?`"]);
    expect("a = format!(\"{}\", f(x)«?»); => a", &["only a trailing `?`"]);
    expect("a = blocking { g()«?»; h() }?; => a", &["only a trailing `?`"]);
    expect("a = f(|| x?); b = async { f()? }; c = f(|| return 1); => a", &[]);
    expect("a = workflow! { b = f()?; => b }; => a", &[]);
    expect("a = { «return» 1 }; => a", &["`return` cannot leave a step"]);
    expect("a = { «break» }; => a", &["`break` cannot leave a step"]);
    expect("a = if x { «continue» } else { 1 }; => a", &["`continue` cannot leave a step"]);
    expect("a = loop { break 1 }; _b = for x in y { continue }; => a", &[]);
    expect("a = 'l: { break 'l 1 }; b = 'm: loop { loop { break 'm } }; => a", &[]);
    expect("a = loop { «break» 'outer 1 }; => a", &["`break` cannot leave a step"]);
    expect("a = { fn f() -> u8 { return 1 } f() }; => a", &[]);
    expect("=> { «return» 1 }", &["`return` cannot leave a step"]);
    expect("a = blocking { f().«await» }; => a", &["a `blocking` step cannot await"]);
    expect("a = 1; «return» a", &["written with `=>`, not with `return`"]);
    expect("a = «for» x in y { f(x) }; => a", &["`for` yields nothing"]);
}

#[test]
fn changing_a_name() {
    expect("a = { «n» += 1; «b».c[0] = 2; n }; => a", &["a step cannot change `n`", "a step cannot change `b`"]);
    expect("_ = f(&mut «n»); => 1", &["a step cannot change `n`"]);
    expect("a = par for mut x in y { m = { x += 1; «z» = x; x }; => m }; => a", &["a step cannot change `z`"]);
    expect(
        "a = { let mut n = m; n += 1; f(&mut n); n }; b = if let Some(mut k) = a { k += 1; k } else { 0 }; => b",
        &[],
    );
    expect("a = y.fold(0, |mut sum, x| { sum += x; sum }); b = info!(count = a); => b", &[]);
}

#[test]
fn all_mistakes_at_once() {
    expect(
        "a «==» f(x); b = g(x)«,» par { c «=» ; d = h(a«?») e = 1 } #[«retry»] «f» = 1; «f» = 2; => a«;»"
            .replace(") e =", ") «e» =")
            .as_str(),
        &[
            "`==`",
            "`,`",
            "missing step",
            "trailing `?`",
            "missing `;`",
            "retry",
            "first bound",
            "bound twice",
            "no `;`",
        ],
    );
}
