//! What is known of a block before it runs, as one text: `graph/outline.rs` of `agentflow` reads it, if somebody asks.
//!
//! ```text
//! outline  := file line*
//! line     := "\n" depth kind "\t" name "\t" function "\t" line "\t" code "\t" policies "\t" (edge " ")*
//! edge     := index | "=" index | "!" index     it uses the value of that line; comes after it; stands in for it
//! ```
//!
//! A text costs rustc next to nothing, whatever it says: no type is looked at, and no code is made.

mod written;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use proc_macro2::Span;
use quote::ToTokens;

use super::plan::{Agent, Plan};
use crate::ast::{Arm, Body, Each, Guarded, Head, PolicyKind, Step, StepKind, Test};
use crate::shape;
use written::written;

/// The outline of a whole block.
pub(super) fn outline(plan: &Plan<'_>) -> String {
    let mut outline = Outline { text: file(plan.result.at), lines: 0 };
    outline.block(plan, "=>", 0);
    outline.text
}

struct Outline {
    text: String,
    /// How many lines there are so far.
    lines: usize,
}

/// What stands in a line, apart from what its step says.
struct Line<'a> {
    depth: usize,
    name: &'a str,
    at: Span,
    policies: String,
    edges: String,
}

impl Outline {
    /// The lines of a workflow. The result has the name `result`; it is left out if it only puts together what others made.
    fn block(&mut self, plan: &Plan<'_>, result: &str, depth: usize) {
        let mut lines: Vec<usize> = Vec::new();
        let mut before: Vec<BTreeSet<usize>> = Vec::new();
        let mut fed = BTreeSet::new();
        for agent in &plan.agents {
            let used: BTreeSet<usize> = agent.uses.iter().filter_map(|used| plan.made_by(used)).collect();
            let mut all = used.clone();
            all.extend(used.iter().flat_map(|&used| &before[used]));
            let later: BTreeSet<usize> = agent.needs.difference(&all).copied().collect();
            all.extend(later.iter().flat_map(|&need| before[need].iter().copied().chain([need])));
            fed.extend(used.iter().chain(&later).copied());
            let edges = edges(&lines, &used, &later);
            lines.push(self.lines);
            before.push(all);
            self.agent(agent, &agent.name, depth, edges);
        }
        let is_silent = shape::is_quick(plan.result.step) && !plan.agents.is_empty();
        if !is_silent {
            let used: BTreeSet<usize> = plan.result.uses.iter().filter_map(|used| plan.made_by(used)).collect();
            let later = (0..lines.len()).filter(|agent| !fed.contains(agent) && !used.contains(agent)).collect();
            let edges = edges(&lines, &used, &later);
            self.agent(&plan.result, result, depth, edges);
        }
    }

    fn agent(&mut self, agent: &Agent<'_>, name: &str, depth: usize, edges: String) {
        let line = Line { depth, name, at: agent.at, policies: String::new(), edges };
        match &agent.step.kind {
            // What is bound to a name is an agent, be it ever so small.
            StepKind::Agent(_) if agent.binding.is_some() => self.call(agent.step, line),
            _ => self.step(agent.step, line),
        }
    }

    fn call(&mut self, step: &Step, line: Line<'_>) {
        let function = function(step);
        let code = if function.is_empty() { code(step) } else { String::new() };
        self.line('a', &code, &function, line);
    }

    fn step(&mut self, step: &Step, line: Line<'_>) {
        let (depth, name, at) = (line.depth, line.name, line.at);
        match &step.kind {
            StepKind::Agent(expr) if shape::is_quick(step) => self.line('v', &text(expr), "", line),
            StepKind::Agent(_) | StepKind::Blocking(_) | StepKind::Broken(_) => self.call(step, line),
            StepKind::Choice(choice) => {
                let code = match &choice.head {
                    Head::If(_) => "if".to_owned(),
                    Head::Match(_, value) => format!("match {}", text(value)),
                };
                self.line('c', &code, "", line);
                for arm in &choice.arms {
                    let inside = Line { depth: depth + 1, name, at, policies: String::new(), edges: String::new() };
                    self.line('i', &test(arm), "", inside);
                    self.body(&arm.body, name, depth + 2);
                }
            }
            StepKind::Each(each) => self.each(each, line),
            StepKind::Race(race) => {
                self.line('r', "race", "", line);
                race.racers.iter().for_each(|racer| self.alternative(racer, name, at, depth + 1, String::new()));
            }
            StepKind::Loop(repeated) => {
                let code =
                    format!("loop({} = {}) max {}", text(&repeated.pat), text(&repeated.seed), text(&repeated.turns));
                self.line('l', &code, "", line);
                self.body(&repeated.body, name, depth + 1);
            }
            StepKind::Guarded(guarded) => self.guarded(guarded, line),
        }
    }

    fn each(&mut self, each: &Each, line: Line<'_>) {
        let (depth, name, at) = (line.depth, line.name, line.at);
        let limit = each.limit.as_ref().map(|limit| format!("({})", text(limit))).unwrap_or_default();
        let head = format!("par{limit} for {} in {}", text(&each.pat), text(&each.items));
        let Some((test, body)) = test_of(each) else {
            self.line('e', &head, "", line);
            return self.body(&each.body, name, depth + 1);
        };
        self.line('e', &format!("{head} if {}", code(test)), "", line);
        let function = function(test);
        if function.is_empty() {
            return self.body(body, name, depth + 1);
        }
        let edges = format!("{} ", self.lines);
        let inside = |edges| Line { depth: depth + 1, name: "if", at, policies: String::new(), edges };
        self.line('a', "", &function, inside(String::new()));
        self.line('i', "if it passes", "", Line { name, ..inside(edges) });
        self.body(body, name, depth + 2);
    }

    /// A step under policies. What stands in for it is drawn beside it, if it is more than a value.
    fn guarded(&mut self, guarded: &Guarded, mut line: Line<'_>) {
        let step = &guarded.body.workflow.result;
        let others = guarded.policies.iter().rev().filter_map(|policy| match &policy.kind {
            PolicyKind::Fallback(body) => Some(&**body),
            _ => None,
        });
        let others: Vec<&Body> = others.filter(|body| !is_value(body)).collect();
        line.policies = policies(guarded);
        if others.is_empty() {
            return self.step(step, line);
        }
        let (depth, name, at) = (line.depth, line.name, line.at);
        self.line('g', "", "", line);
        let mut first = self.lines;
        self.step(step, Line { depth: depth + 1, name, at, policies: String::new(), edges: String::new() });
        for other in others {
            let stands_in = self.lines;
            self.alternative(other, name, at, depth + 1, format!("!{first} "));
            first = stands_in;
        }
    }

    /// A body beside others: a group of its own, if there are several agents in it.
    fn alternative(&mut self, body: &Body, name: &str, at: Span, depth: usize, edges: String) {
        let line = Line { depth, name, at, policies: String::new(), edges };
        if body.workflow.stages.is_empty() {
            return self.step(&body.workflow.result, line);
        }
        self.line('b', "", "", line);
        self.body(body, name, depth + 1);
    }

    fn body(&mut self, body: &Body, name: &str, depth: usize) {
        self.block(&Plan::new(&body.workflow, None), name, depth);
    }

    fn line(&mut self, kind: char, code: &str, function: &str, line: Line<'_>) {
        let Line { depth, name, at, policies, edges } = line;
        let at = self::line(at);
        let written = write!(self.text, "\n{depth}{kind}\t{name}\t{function}\t{at}\t{code}\t{policies}\t{edges}");
        debug_assert!(written.is_ok(), "a String takes all that is written");
        self.lines += 1;
    }
}

fn edges(lines: &[usize], used: &BTreeSet<usize>, later: &BTreeSet<usize>) -> String {
    let used = used.iter().map(|&agent| format!("{} ", lines[agent]));
    used.chain(later.iter().map(|&agent| format!("={} ", lines[agent]))).collect()
}

/// Whether it is a value that is put together where it stands.
fn is_value(body: &Body) -> bool {
    body.workflow.stages.is_empty() && shape::is_quick(&body.workflow.result)
}

fn policies(guarded: &Guarded) -> String {
    let written = guarded.policies.iter().map(|policy| match &policy.kind {
        PolicyKind::Fallback(body) if !is_value(body) => policy.name.to_string(),
        _ if policy.arguments.is_empty() => policy.name.to_string(),
        _ => format!("{}({})", policy.name, text(&policy.arguments)),
    });
    written.collect::<Vec<_>>().join(", ")
}

/// The test of a `par for`, which its body begins with, and what is done with an item that passes.
fn test_of(each: &Each) -> Option<(&Step, &Body)> {
    match (&each.body.workflow.result.kind, each.body.workflow.stages.first()) {
        (StepKind::Choice(choice), Some(stage)) if each.filtered => {
            Some((&stage.bindings.first()?.step, &choice.arms.first()?.body))
        }
        _ => None,
    }
}

fn test(arm: &Arm) -> String {
    match &arm.test {
        Test::If(cond) => format!("if {}", text(cond)),
        Test::Else => "else".to_owned(),
        Test::Pattern(_, pat, None) => text(pat),
        Test::Pattern(_, pat, Some(guard)) => format!("{} if {}", text(pat), text(guard)),
    }
}

fn code(step: &Step) -> String {
    match &step.kind {
        StepKind::Agent(expr) => text(expr),
        StepKind::Blocking(block) => text(block),
        _ => String::new(),
    }
}

/// The function that a step calls.
fn function(step: &Step) -> String {
    short(&shape::function(step))
}

fn text(tokens: &impl ToTokens) -> String {
    written(tokens.to_token_stream())
}

/// So much of a text is shown.
const LONGEST: usize = 48;

/// The beginning of a text, in one line.
fn short(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut text = text.chars().filter(|char| !char.is_control());
    let mut short: String = text.by_ref().take(LONGEST).collect();
    if text.next().is_some() {
        short.push('…');
    }
    short
}

/// The file that it is written in; unknown outside of a compiler.
fn file(span: Span) -> String {
    if proc_macro::is_available() { span.unwrap().file() } else { String::new() }
}

fn line(span: Span) -> usize {
    if proc_macro::is_available() { span.unwrap().line() } else { 0 }
}
