//! The workflows of the README, the guide and the examples.

use std::fs;
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};

/// What stands in the braces of each `workflow!` of these files.
pub(super) fn workflows() -> Vec<TokenStream> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut all = Vec::new();
    for place in ["README.md", "docs", "examples"] {
        look_into(&root.join(place), &mut all);
    }
    assert!(all.len() > 50, "only {} workflows were found", all.len());
    all
}

fn look_into(path: &Path, all: &mut Vec<TokenStream>) {
    if path.is_dir() {
        let mut inside: Vec<_> = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
        inside.sort();
        for path in inside {
            look_into(&path, all);
        }
        return;
    }
    let sources = match path.extension().and_then(|it| it.to_str()) {
        Some("rs") => vec![fs::read_to_string(path).unwrap()],
        Some("md") => programs(&fs::read_to_string(path).unwrap()),
        _ => return,
    };
    for source in sources {
        // A listing that leaves something out need not be Rust.
        find(source.parse().unwrap_or_default(), all);
    }
}

/// The programs in a page, without those that make a mistake.
fn programs(page: &str) -> Vec<String> {
    let blocks = page.split("```").skip(1).step_by(2);
    blocks
        .filter(|block| block.starts_with("rust") && !block.starts_with("rust,compile_fail"))
        .map(|block| block.lines().skip(1).map(|line| line.trim_start_matches("# ").to_owned() + "\n").collect())
        .collect()
}

fn find(tokens: TokenStream, all: &mut Vec<TokenStream>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (index, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else { continue };
        match &tokens[..index] {
            [.., TokenTree::Ident(name), TokenTree::Punct(_)] if name == "workflow" => all.push(group.stream()),
            _ => find(group.stream(), all),
        }
    }
}
