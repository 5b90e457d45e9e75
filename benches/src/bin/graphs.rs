//! Makes up the graphs of row 10: as workflows, because a macro has to see them, and as data, for everyone else. What it writes
//! is kept in the repository: `cargo run --bin graphs > src/rows/graphs/made_up.rs && cargo fmt`.

use std::fmt::Write as _;

/// A node of a graph: how long it takes, and which ones before it it needs.
struct Node {
    ms: u64,
    needs: Vec<usize>,
}

/// Numbers that look like chance, the same on every machine (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).expect("it is below `end`")
    }

    /// Mostly short, sometimes long.
    fn latency(&mut self) -> u64 {
        let base = 10 + self.below(40) as u64;
        if self.below(8) == 0 { base * 8 } else { base }
    }

    fn pick(&mut self, times: usize, from: std::ops::Range<usize>) -> Vec<usize> {
        let mut picked: Vec<usize> = (0..times).map(|_| from.start + self.below(from.len())).collect();
        picked.sort_unstable();
        picked.dedup();
        picked
    }
}

const NODES: usize = 48;
const WIDTH: usize = 6;

/// What the node at `index` needs, in each kind of graph.
type Kind = fn(usize, &mut Dice) -> Vec<usize>;

const KINDS: [(&str, Kind); 3] = [("layered", layered), ("sparse", sparse), ("pipelines", pipelines)];

/// One to three nodes of the layer before.
fn layered(index: usize, dice: &mut Dice) -> Vec<usize> {
    let layer = index / WIDTH;
    if layer == 0 {
        Vec::new()
    } else {
        let times = 1 + dice.below(3);
        dice.pick(times, (layer - 1) * WIDTH..layer * WIDTH)
    }
}

/// Up to two nodes, whichever they are.
fn sparse(index: usize, dice: &mut Dice) -> Vec<usize> {
    let times = dice.below(3);
    if index == 0 { Vec::new() } else { dice.pick(times, 0..index) }
}

/// The one before in the same pipeline, and sometimes one of another.
fn pipelines(index: usize, dice: &mut Dice) -> Vec<usize> {
    let Some(before) = index.checked_sub(WIDTH) else { return Vec::new() };
    let mut needs = vec![before];
    if before > 0 && dice.below(4) == 0 {
        needs.extend(dice.pick(1, 0..before));
        needs.dedup();
    }
    needs
}

fn main() {
    let mut text = String::from(
        "//! Made by `src/bin/graphs.rs`.\n\nuse agentflow::{AgentTask, workflow};\n\nuse super::{Node, agent};\n\n",
    );
    for (seed, (name, kind)) in KINDS.into_iter().enumerate() {
        let dice = &mut Dice(0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(seed as u64 + 1));
        let nodes: Vec<Node> = (0..NODES).map(|index| Node { ms: dice.latency(), needs: kind(index, dice) }).collect();
        write(name, &nodes, &mut text);
    }
    print!("{}", text.trim_end_matches('\n'));
    println!();
}

fn write(name: &str, nodes: &[Node], text: &mut String) {
    let mut bindings = String::new();
    let mut data = String::new();
    for (index, Node { ms, needs }) in nodes.iter().enumerate() {
        let names: Vec<String> = needs.iter().map(|need| format!("&a{need}")).collect();
        let _ = writeln!(bindings, "            a{index} = agent({ms}, [{}]);", names.join(", "));
        let _ = writeln!(data, "        Node {{ ms: {ms}, needs: &{needs:?} }},");
    }
    let ends: Vec<String> = (0..nodes.len())
        .filter(|end| nodes.iter().all(|node| !node.needs.contains(end)))
        .map(|end| format!("a{end}"))
        .collect();
    let _ = write!(
        text,
        "pub(super) fn {name}() -> AgentTask<u64> {{\n    workflow! {{\n        par {{\n{bindings}        }}\n        \
         => [{}].into_iter().max().unwrap_or(0)\n    }}\n}}\n\n\
         pub(super) const {}: &[Node] = &[\n{data}];\n\n",
        ends.join(", "),
        name.to_uppercase(),
    );
}
