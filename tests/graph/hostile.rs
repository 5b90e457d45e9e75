//! Names and code that mean something to Mermaid or Graphviz.

use agentflow::{lazy_task, workflow};

/// Text that would end a label, begin a tag, or be a word of the language, if it stood there as it is.
pub(crate) const HOSTILE: &[&str] = &[
    "end",
    "a\"b",
    "a]b[c",
    "a\nb\r\tc",
    "<b>bold</b>",
    "</text><script>",
    "a & b &amp; c",
    "#quot; #35; #",
    "`code` $$x$$ %% %%{init}%%",
    "\\n \\ \\\"",
    "fa:fa-car",
    "1. one",
    "- two",
    "ünïcödé 🦀 \u{202e}",
    "{ } ( ) | ; --> subgraph x",
    "",
    "\u{0}\u{1b}\u{7f}",
];

#[test]
fn hostile_names_stay_inside_their_labels() {
    for name in HOSTILE {
        let graph = lazy_task(|| 1).named(*name).graph();
        let mermaid = graph.to_mermaid();
        let label = mermaid.strip_prefix("flowchart TD\n    n0[\"").and_then(|rest| rest.strip_suffix("\"]\n"));
        let label = label.unwrap_or_else(|| panic!("{name:?}: {mermaid}"));
        assert!(!label.contains(['"', '<', '>', '&', '\n', '`', '\\', '%', '$']), "{name:?}: {mermaid}");
        let dot = graph.to_dot();
        let line = dot.lines().find(|line| line.contains("n0 [label=")).expect("there is one");
        let quotes = line.replace("\\\\", "").replace("\\\"", "").matches('"').count();
        assert_eq!(quotes, 4, "{name:?}: {line}");
    }
}

#[test]
fn code_is_told_as_it_is_written_in_one_line() {
    fn f<T>(_: T) -> u32 {
        1
    }
    let plan = workflow! {
        end = f("x");
        quoted = ["\"", "]", "<br>", "a
            b"].concat();
        chosen = match quoted.as_str() { "\"]" | "end" => f(1), _ if end > 1 && quoted.len() < 3 => f(2), _ => 0 };
        => chosen
    };
    let graph = plan.graph();
    let codes: Vec<&str> = graph.parts().iter().map(|part| &*part.code).filter(|code| !code.is_empty()).collect();
    assert_eq!(codes, ["match quoted.as_str()", r#""\"]" | "end""#, "_ if end > 1 && quoted.len() < 3", "_", "0"]);
    assert_eq!(graph.parts()[0].name, "end");
    let mermaid = graph.to_mermaid();
    assert!(mermaid.contains(r##"subgraph n3 ["#quot;#92;#quot;]#quot; | #quot;end#quot;"]"##), "{mermaid}");
}
