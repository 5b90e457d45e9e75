//! Writes graphs as workflows, into files that are kept in the repository: a macro has to see them.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::shape::{self, Binding, Dice};

const FOLDER: &str = "tests/critical_path/graphs";

/// The name of a graph, and its bindings.
fn graphs() -> Vec<(String, Vec<Binding>)> {
    let mut all = Vec::new();
    for (seed, size) in [5, 12, 30, 80, 200].into_iter().enumerate() {
        let dice = &mut Dice::seeded(seed as u64);
        all.push((format!("any_{size}"), shape::any(size, dice)));
        all.push((format!("series_parallel_{size}"), shape::series_parallel(size, dice)));
    }
    all
}

/// Compares the files with what they should be, or writes them.
pub(crate) fn check() {
    let overwrite = std::env::var_os("OVERWRITE").is_some();
    let graphs = graphs();
    let mut files: Vec<(String, String)> =
        graphs.iter().map(|(name, bindings)| (format!("{name}.rs"), workflow(bindings))).collect();
    files.push(("mod.rs".to_owned(), list(&graphs)));
    for (name, text) in files {
        let path = Path::new(FOLDER).join(&name);
        if overwrite {
            fs::write(&path, text).expect("the file can be written");
        } else {
            let kept = fs::read_to_string(&path).expect("the graph is in the repository");
            assert!(kept == text, "{name} is not what its seed says: see main.rs");
        }
    }
}

fn workflow(bindings: &[Binding]) -> String {
    let mut text = String::from(
        "//! Made by `generate.rs`.\n\nuse agentflow::{AgentTask, workflow};\n\nuse crate::agent;\n\n\
         pub(crate) fn plan() -> AgentTask<u64> {\n    workflow! {\n        par {\n",
    );
    for (index, Binding { ms, needs }) in bindings.iter().enumerate() {
        let needs = needs.iter().map(|need| format!("&a{need}")).collect::<Vec<_>>().join(", ");
        let _ = writeln!(text, "            a{index} = agent({ms}, [{needs}]);");
    }
    let ends: Vec<String> = (0..bindings.len())
        .filter(|end| bindings.iter().all(|binding| !binding.needs.contains(end)))
        .map(|end| format!("a{end}"))
        .collect();
    let _ = write!(text, "        }}\n        => [{}].into_iter().max().unwrap_or(0)\n    }}\n}}\n", ends.join(", "));
    text
}

fn list(graphs: &[(String, Vec<Binding>)]) -> String {
    let mut text = String::from("//! Made by `generate.rs`.\n\nuse agentflow::AgentTask;\n\n");
    let mut names: Vec<&String> = graphs.iter().map(|(name, _)| name).collect();
    names.sort();
    for name in &names {
        let _ = writeln!(text, "mod {name};");
    }
    text += "\npub(crate) fn all() -> Vec<(&'static str, AgentTask<u64>)> {\n    vec![\n";
    for (name, _) in graphs {
        let _ = writeln!(text, "        (\"{name}\", {name}::plan()),");
    }
    text + "    ]\n}\n"
}
