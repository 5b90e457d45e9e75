//! Mistakes in `race` and `loop`.

use super::errors::expect;

#[test]
fn races() {
    expect("a = «race» {}; => a", &["this race is empty"]);
    expect("«race» { f(); g() } => 1", &["`race` is a step: write `name = race { .. }`"]);
    expect("a = race { f()«,» g() }; => a", &["the steps of a race end with `;`, not with `,`"]);
    expect("a = race { f() «g»() }; => a", &["missing `;` before `g`"]);
    expect("a = race { b «=» f(); g() }; => a", &["what runs in a race has no name"]);
    expect("a = race { f(); «=>» g() }; => a", &["a race has no result of its own"]);
    expect("a = race { f(x +«)»; g() }; => a", &["something is missing here"]);
    expect("a = race { f(b«?».c); g() }; => a", &["only a trailing `?` can stop a workflow"]);
    expect("a = race { { b = f(); «b»; } }; => a", &["missing step: write `b = ..;`"]);
}

#[test]
fn loops() {
    expect("«loop»(s = 0) max 3 { f(s) } => 1", &["`loop` is a step: write `name = loop(..) ..`"]);
    expect("a = loop(«)» max 3 { f() }; => a", &["a loop begins with its state"]);
    expect("a = loop(s«)» max 3 { f(s) }; => a", &["a loop begins with its state"]);
    expect("a = loop(s = 0) «{» f(s) }; => a", &["missing `max`: say how many turns there may be"]);
    expect("a = loop(s = 0) «min» 3 { f(s) }; => a", &["missing `max`"]);
    expect("a = loop(s = 0) max «{» f(s) }; => a", &["missing number"]);
    expect("a = loop «max» 3 { f(s) }; => a", &["a loop begins with its state"]);
    expect("a = loop(s = 0) max 3 { «break» s }; => a", &["yield `ControlFlow::Break(value)` to end the loop"]);
    expect(
        "a = loop(s = 0) max 3 { b = f(s); => if b { «continue» } else { g(s) } }; => a",
        &["yield `ControlFlow::Continue(state)` for the next turn"],
    );
    expect("a = loop(s = 0) max 3«;» => a", &["missing body"]);
    expect("a = loop(s = 0) max «0» { f(s) }; => a", &["with 0 turns this loop would never begin"]);
    expect("a = loop(s = f().«await») max 3 { g(s) }; => a", &["cannot await"]);
    expect("a = loop(s = f()«?») max 3 { g(s) }; => a", &["only a trailing `?`"]);
    expect("a = loop(s = 0) max 3 { b = f(s); «}»; => a", &["missing result: end this body"]);
}
