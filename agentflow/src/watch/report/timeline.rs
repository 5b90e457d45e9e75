//! The report as a picture.

use std::fmt::Write as _;
use std::time::Duration;

use super::text::Time;
use super::{AgentReport, End, Report, least_of_longest};

/// More lines than this are no picture any more: of those with the same name, the longest are shown.
const MOST_LINES: usize = 200;
const WIDTH: f64 = 1000.0;
const LABELS: f64 = 220.0;
const LINE: f64 = 22.0;
const TOP: f64 = 76.0;
/// For the time behind a line that ends with the run.
const RIGHT: f64 = 64.0;

impl Report {
    /// A picture of the run: a line for each agent, with the time that it waited for its start, the time that it took, and the
    /// critical path in a colour of its own. It is one SVG file that needs nothing else; pointing at a line shows more.
    #[must_use]
    pub fn to_svg(&self) -> String {
        let lines = self.lines();
        let height = TOP + LINE * count(lines.len()) + 12.0;
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {height}\" font-family=\"system-ui, sans-serif\" font-size=\"12\">\n{STYLE}",
            LABELS + WIDTH + RIGHT
        );
        let (title, left_out) = (self.summary(), self.agents().len() - lines.len());
        let more = if left_out > 0 { format!(" ({left_out} agents are not shown)") } else { String::new() };
        // Writing to a text can't fail.
        let _ = writeln!(svg, "<text x=\"8\" y=\"20\" class=\"title\">{}{more}</text>", escaped(&title));
        legend(&mut svg);
        self.axis(&mut svg, height);
        for (index, (depth, agent)) in lines.iter().enumerate() {
            self.line(&mut svg, TOP + LINE * count(index), *depth, agent);
        }
        svg.push_str("</svg>\n");
        svg
    }

    fn axis(&self, svg: &mut String, height: f64) {
        let step = step(self.wall());
        let mut at = Duration::ZERO;
        while at <= self.wall() {
            let x = self.x(at);
            let _ = writeln!(
                svg,
                "<line x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{}\" y2=\"{height}\" class=\"grid\"/><text x=\"{x:.1}\" y=\"{}\" class=\"time\">{at:?}</text>",
                TOP - 6.0,
                TOP - 10.0
            );
            at += step;
        }
    }

    fn line(&self, svg: &mut String, y: f64, depth: usize, agent: &AgentReport) {
        let (queued, started, ended) =
            (self.x(agent.queued), self.x(agent.started.unwrap_or(agent.ended)), self.x(agent.ended));
        let class = match &agent.end {
            End::Failed(_) => "failed",
            End::Cancelled => "cancelled",
            _ if self.critical.contains(&agent.id) => "critical",
            _ if !self.family.children(Some(agent.id)).is_empty() => "outer",
            _ => "agent",
        };
        let label = shortened(&label(agent), 30_usize.saturating_sub(2 * depth));
        let _ = writeln!(
            svg,
            "<g><title>{}</title><text x=\"{}\" y=\"{}\">{}</text><rect x=\"{queued:.1}\" y=\"{}\" width=\"{:.1}\" height=\"2\" class=\"queue\"/><rect x=\"{started:.1}\" y=\"{}\" width=\"{:.1}\" height=\"14\" rx=\"2\" class=\"{class}\"/><text x=\"{:.1}\" y=\"{}\" class=\"took\">{}</text></g>",
            escaped(&told(agent)),
            8 + 12 * depth,
            y + 11.0,
            escaped(&label),
            y + 6.0,
            started - queued,
            y,
            (ended - started).max(1.5),
            ended.max(started + 1.5) + 5.0,
            y + 11.0,
            Time(agent.took()),
        );
    }

    fn x(&self, time: Duration) -> f64 {
        let share = if self.wall().is_zero() { 0.0 } else { time.as_secs_f64() / self.wall().as_secs_f64() };
        LABELS + WIDTH * share
    }

    /// The agents from the outside in, with their depth.
    fn lines(&self) -> Vec<(usize, &AgentReport)> {
        let mut lines = Vec::new();
        let mut todo: Vec<_> = self.family.children(None).iter().rev().map(|id| (0, *id)).collect();
        while let Some((depth, id)) = todo.pop() {
            let Some(agent) = self.agent(id) else { continue };
            lines.push((depth, agent));
            todo.extend(self.family.children(Some(id)).iter().rev().map(|id| (depth + 1, *id)));
        }
        if lines.len() > MOST_LINES {
            let least = least_of_longest(MOST_LINES, lines.iter().map(|(_, agent)| agent.took()).collect());
            lines.retain(|(_, agent)| agent.took() >= least);
            lines.truncate(MOST_LINES);
        }
        lines
    }
}

const STYLE: &str = "<style>
text { fill: #333 } .title { font-size: 14px } .time { fill: #666; text-anchor: middle } .took { fill: #666; font-size: 11px }
.grid { stroke: #e4e4e4 } .queue { fill: #bbb } .agent { fill: #6b9bd1 } .outer { fill: #c9d8ea } .critical { fill: #e08a2e }
.failed { fill: #c8443c } .cancelled { fill: #d0d0d0 }
@media (prefers-color-scheme: dark) { svg { background: #1c1e21 } text { fill: #ddd } .time, .took { fill: #aaa } .grid { stroke: #333 } .outer { fill: #3b4b60 } .cancelled { fill: #555 } }
</style>
";

/// What the colours mean.
fn legend(svg: &mut String) {
    let kinds = [
        ("critical", "the run has waited for it"),
        ("agent", "beside that"),
        ("outer", "planned others"),
        ("failed", "failed"),
        ("cancelled", "cancelled"),
    ];
    let mut x = 8.0;
    for (class, meaning) in kinds {
        let _ = writeln!(
            svg,
            "<rect x=\"{x}\" y=\"31\" width=\"12\" height=\"12\" rx=\"2\" class=\"{class}\"/><text x=\"{}\" y=\"41\">{meaning}</text>",
            x + 17.0
        );
        x += 40.0 + 6.5 * count(meaning.len());
    }
}

/// The name of the step; where that says nothing, its function; else the place, without the folder.
fn label(agent: &AgentReport) -> String {
    match (&*agent.name, agent.function) {
        ("", "") => agent.label().rsplit(['/', '\\']).next().unwrap_or_default().to_owned(),
        (name @ ("_" | "=>"), function) if !function.is_empty() => format!("{name} {function}"),
        _ => agent.label(),
    }
}

/// What pointing at an agent shows.
fn told(agent: &AgentReport) -> String {
    let mut text = format!("{} {}", agent.id, agent.label());
    if !agent.function.is_empty() {
        let _ = write!(text, " ({})", agent.function);
    }
    let (file, line) = (agent.location.file(), agent.location.line());
    let _ = write!(
        text,
        "\n{file}:{line}\nfrom {:.3?}, took {:.3?}, slack {:.3?}",
        agent.queued,
        agent.took(),
        agent.slack
    );
    if agent.retries > 0 {
        let _ = write!(text, "\ntried again {} times", agent.retries);
    }
    for (key, value) in &agent.notes {
        let _ = write!(text, "\n{key}: {value}");
    }
    if let End::Failed(error) = &agent.end {
        let _ = write!(text, "\n{error}");
    }
    text
}

/// The first of 1, 2, 5, 10, 20, .. ns of which at most ten make the whole.
fn step(wall: Duration) -> Duration {
    let mut step = Duration::from_nanos(1);
    let factors = [(2, 1), (5, 2), (2, 1)];
    for (times, by) in factors.into_iter().cycle() {
        if wall <= step * 10 {
            break;
        }
        step = step * times / by;
    }
    step
}

fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let start: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{start}…")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[expect(clippy::cast_precision_loss, reason = "so many lines are never shown")]
fn count(lines: usize) -> f64 {
    lines as f64
}
