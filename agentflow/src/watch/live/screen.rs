//! Lines that are drawn over and over at the bottom of a terminal.

use std::io;

use console::measure_text_width;
use indicatif::TermLike;

/// A terminal, and how wide the lines are that stand in it. The cursor is in the row below them, and is never hidden: whatever
/// ends the process leaves a terminal that works.
#[derive(Debug)]
pub(super) struct Screen {
    terminal: Box<dyn TermLike>,
    widths: Vec<usize>,
}

impl Screen {
    pub(super) fn of(terminal: Box<dyn TermLike>) -> Self {
        Screen { terminal, widths: Vec::new() }
    }

    /// How many rows and columns there are now.
    pub(super) fn size(&self) -> (usize, usize) {
        (self.terminal.height().into(), self.terminal.width().into())
    }

    /// Puts these lines in the place of those that are there. A terminal that can't be written to shows nothing, and that is no
    /// reason to end a run.
    pub(super) fn draw(&mut self, lines: &[String]) {
        let _ = self.try_draw(lines);
        self.widths = lines.iter().map(|line| measure_text_width(line)).collect();
    }

    pub(super) fn clear(&mut self) {
        self.draw(&[]);
    }

    fn try_draw(&self, lines: &[String]) -> io::Result<()> {
        if !self.widths.is_empty() {
            // Terminals show the keys that were pressed, such as ^C.
            self.terminal.clear_line()?;
        }
        for _ in 0..rows(&self.widths, self.size().1) {
            self.terminal.move_cursor_up(1)?;
            self.terminal.clear_line()?;
        }
        lines.iter().try_for_each(|line| self.terminal.write_line(line))?;
        self.terminal.flush()
    }
}

/// So many rows the lines take up: a terminal that has become narrower has wrapped them.
fn rows(widths: &[usize], columns: usize) -> usize {
    widths.iter().map(|width| width.div_ceil(columns.max(1)).max(1)).sum()
}
