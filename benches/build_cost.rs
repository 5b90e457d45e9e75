//! What a workflow costs to build: `cargo bench --bench build_cost`, or `.. -- release 3 workflow,by_hand` for a part of it.
//!
//! For each way to write a flow of 20 agents it makes two programs, with a few copies of the flow and with some more, each
//! copy with types and functions of its own. What is told is the difference for one more copy, as the median of several
//! rounds: CPU time of `cargo build`, and machine code. It needs bash and binutils' `size`.
//!
//! `.. -- cold` tells what the library itself costs: the crates and the CPU time of a build from nothing.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

const FEW: usize = 2;
const MORE: usize = 8;
const ROUNDS: usize = 3;

/// A way to write the flow.
struct Way {
    name: &'static str,
    told: &'static str,
    flow: &'static str,
}

const WAYS: [Way; 4] = [
    Way { name: "workflow", told: "`workflow!`", flow: include_str!("build_cost/with_workflow.rs") },
    Way { name: "by_hand", told: "by hand with tokio", flow: include_str!("build_cost/by_hand.rs") },
    Way { name: "typed", told: "statically typed combinators", flow: include_str!("build_cost/typed.rs") },
    Way { name: "in_sequence", told: "one agent after the other", flow: include_str!("build_cost/in_sequence.rs") },
];

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> Result<()> {
    let args: Vec<String> = env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        ["cold"] => cold(),
        [] => ["release", "dev"].into_iter().try_for_each(|profile| compare(profile, ROUNDS, &names())),
        [profile] => compare(profile, ROUNDS, &names()),
        [profile, rounds] => compare(profile, rounds.parse()?, &names()),
        [profile, rounds, ways, ..] => compare(profile, rounds.parse()?, &ways.split(',').collect::<Vec<_>>()),
    }
}

fn names() -> Vec<&'static str> {
    WAYS.iter().map(|way| way.name).collect()
}

/// What one more copy of the flow costs.
#[derive(Clone, Copy)]
struct Cost {
    cpu_ms: f64,
    text_kib: f64,
    file_kib: f64,
}

/// The table of what one more copy costs, written in each of these ways.
fn compare(profile: &str, rounds: usize, ways: &[&str]) -> Result<()> {
    let ways: Vec<&Way> = WAYS.iter().filter(|way| ways.contains(&way.name)).collect();
    for way in &ways {
        for copies in [FEW, MORE] {
            generate(way, copies)?;
            // Its dependencies are built here, once.
            build(way, copies, profile)?;
        }
    }
    let mut costs = vec![Vec::new(); ways.len()];
    for _ in 0..rounds {
        for (way, costs) in ways.iter().zip(&mut costs) {
            costs.push(measure(way, profile)?);
        }
    }
    println!("| {profile}: one more flow of 20 agents | CPU ms | text KiB | file KiB |\n|---|---|---|---|");
    for (way, costs) in ways.iter().zip(&costs) {
        let median = |of: fn(&Cost) -> f64| median(costs.iter().map(of).collect());
        let (cpu, text, file) = (median(|it| it.cpu_ms), median(|it| it.text_kib), median(|it| it.file_kib));
        println!("| {} | {cpu:.0} | {text:.1} | {file:.1} |", way.told);
    }
    Ok(())
}

fn measure(way: &Way, profile: &str) -> Result<Cost> {
    let [few, more] = [FEW, MORE].map(|copies| build(way, copies, profile));
    let (few, more) = (few?, more?);
    #[expect(clippy::cast_precision_loss, reason = "a handful")]
    let each = |few: f64, more: f64| (more - few) / (MORE - FEW) as f64;
    Ok(Cost {
        cpu_ms: each(few.cpu_ms, more.cpu_ms),
        text_kib: each(few.text_kib, more.text_kib),
        file_kib: each(few.file_kib, more.file_kib),
    })
}

/// Builds the program with so many copies, apart from its dependencies.
fn build(way: &Way, copies: usize, profile: &str) -> Result<Cost> {
    let name = name(way, copies);
    let main = place().join(&name).join("src/main.rs");
    fs::write(&main, fs::read(&main)?)?;
    let (folder, flag) = if profile == "release" { ("release", "--release") } else { ("debug", "--profile=dev") };
    let incremental = place().join("target/debug/incremental");
    if incremental.exists() {
        fs::remove_dir_all(incremental)?;
    }
    let cpu_ms = cpu_ms(Command::new("cargo").args(["build", "--quiet", flag]).current_dir(place().join(&name)))?;
    let program = place().join("target").join(folder).join(&name);
    #[expect(clippy::cast_precision_loss, reason = "some megabytes")]
    let file_kib = fs::metadata(&program)?.len() as f64 / 1024.0;
    Ok(Cost { cpu_ms, text_kib: text(&program)? / 1024.0, file_kib })
}

/// The machine code of a program.
fn text(program: &Path) -> Result<f64> {
    let output = Command::new("size").arg(program).output()?;
    let table = String::from_utf8(output.stdout)?;
    let text = table.lines().nth(1).and_then(|line| line.split_whitespace().next());
    Ok(text.ok_or("`size` printed no table")?.parse()?)
}

/// What a command and its children take of the processors.
fn cpu_ms(command: &Command) -> Result<f64> {
    let mut timed = Command::new("bash");
    timed.args(["-c", "TIMEFORMAT='%U %S'; time \"$@\"", "bash"]).arg(command.get_program()).args(command.get_args());
    timed.env("CARGO_TARGET_DIR", place().join("target")).env_remove("RUSTFLAGS");
    for (key, value) in command.get_envs() {
        timed.env(key, value.unwrap_or_default());
    }
    if let Some(folder) = command.get_current_dir() {
        timed.current_dir(folder);
    }
    let output = timed.output()?;
    let told = String::from_utf8(output.stderr)?;
    if !output.status.success() {
        return Err(told.into());
    }
    let seconds = told.lines().last().unwrap_or_default().split_whitespace();
    let seconds: Vec<f64> = seconds.map(str::parse).collect::<std::result::Result<_, _>>()?;
    Ok(seconds.iter().sum::<f64>() * 1000.0)
}

/// The beginning of a program. A flow is boxed, so that it does not pay for a runtime of its own.
const MAIN: &str = "
type Flow = std::pin::Pin<Box<dyn Future<Output = bool>>>;

#[inline(never)]
fn run(runtime: &tokio::runtime::Runtime, flow: Flow) -> bool {
    runtime.block_on(flow)
}

fn main() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let notes: Vec<String> = std::env::args().collect();
    let all = [
";

/// Writes a program with so many copies of the flow.
fn generate(way: &Way, copies: usize) -> Result<()> {
    let (name, agentflow) = (name(way, copies), concat!(env!("CARGO_MANIFEST_DIR"), "/../agentflow"));
    let sources = place().join(&name).join("src");
    fs::create_dir_all(&sources)?;
    let manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         agentflow = {{ path = {agentflow:?} }}\n\
         tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\", \"sync\", \"time\"] }}\n"
    );
    fs::write(place().join(&name).join("Cargo.toml"), manifest)?;
    let mut main = String::from("#![allow(dead_code)]\nmod by_hand;\nmod shared;\nmod typed;\nuse shared::*;\n");
    for copy in 0..copies {
        writeln!(main, "mod flow_{copy};")?;
        let flow = format!("{}\n{}", include_str!("build_cost/agents.rs"), way.flow);
        fs::write(sources.join(format!("flow_{copy}.rs")), flow)?;
    }
    main += MAIN;
    for copy in 0..copies {
        let settings = format!("flow_{copy}::Settings {{ user: 1, place: notes[0].clone(), notes: notes.clone() }}");
        writeln!(main, "        run(&runtime, Box::pin(flow_{copy}::run(notes[0].clone(), {settings}))),")?;
    }
    main += "    ];\n    assert!(all.iter().all(|it| *it));\n}\n";
    fs::write(sources.join("main.rs"), main)?;
    fs::write(sources.join("shared.rs"), include_str!("build_cost/shared.rs"))?;
    fs::write(sources.join("by_hand.rs"), include_str!("build_cost/by_hand_support.rs"))?;
    fs::write(sources.join("typed.rs"), include_str!("build_cost/typed_support.rs"))?;
    Ok(())
}

fn name(way: &Way, copies: usize) -> String {
    format!("{}_{copies}", way.name)
}

/// Where the programs are made.
fn place() -> PathBuf {
    let target = env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("target"), PathBuf::from);
    target.join("build_cost")
}

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}

/// What the library costs, with the features that it has by default.
fn cold() -> Result<()> {
    println!("| the library from nothing | crates | CPU s |\n|---|---|---|");
    for (profile, flag) in [("dev", "--profile=dev"), ("release", "--release")] {
        let target = place().join("cold");
        if target.exists() {
            fs::remove_dir_all(&target)?;
        }
        let library = concat!(env!("CARGO_MANIFEST_DIR"), "/../agentflow");
        let mut build = Command::new("cargo");
        build.args(["build", "--quiet", flag]).current_dir(library).env("CARGO_TARGET_DIR", &target);
        let ms = cpu_ms(&build)?;
        println!("| {profile} | {} | {:.1} |", crates(library)?, ms / 1000.0);
    }
    Ok(())
}

/// How many crates are built, the library among them.
fn crates(library: &str) -> Result<usize> {
    let tree =
        Command::new("cargo").args(["tree", "--edges=normal,build", "--prefix=none"]).current_dir(library).output()?;
    let tree = String::from_utf8(tree.stdout)?;
    let mut names: Vec<&str> = tree.lines().filter_map(|line| line.split(" (").next()).collect();
    names.sort_unstable();
    names.dedup();
    Ok(names.len())
}
