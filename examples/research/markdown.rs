//! Markdown to sections, by `pulldown-cmark`.

use std::collections::HashMap;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::section::{Section, SectionWriter};

/// Splits a Markdown document at its headings. Raw HTML inside it, mostly badges, is left out.
pub(crate) fn sections(markdown: &str, file: &str) -> Vec<Section> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES;
    let mut reader = MarkdownReader::new(file);
    for event in Parser::new_ext(markdown, options) {
        reader.event(event);
    }
    reader.finish()
}

/// Where the text of the current event belongs.
enum Place {
    Prose,
    Code(String),
    Heading { text: String, id: Option<String> },
}

struct MarkdownReader {
    place: Place,
    writer: SectionWriter,
    /// How often each anchor occurred: the second `usage` of a page is `usage-1`.
    anchors: HashMap<String, usize>,
}

impl MarkdownReader {
    fn new(file: &str) -> Self {
        Self {
            place: Place::Prose,
            // The first heading is the title of the page.
            writer: SectionWriter::new(file, ""),
            anchors: HashMap::new(),
        }
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(Tag::Heading { level, id, .. }) if level <= HeadingLevel::H4 => {
                let id = id.map(|id| id.to_string());
                self.place = Place::Heading { text: String::new(), id };
            }
            Event::Start(Tag::CodeBlock(_)) => self.place = Place::Code(String::new()),
            Event::End(TagEnd::Heading(_) | TagEnd::CodeBlock) => self.end_place(),
            Event::Text(text) => self.text(&text),
            Event::Code(code) => self.inline_code(&code),
            Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::TableCell) => self.text(" "),
            Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::TableHead | TagEnd::TableRow)
            | Event::Start(Tag::Item) => self.writer.end_paragraph(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        match &mut self.place {
            Place::Prose => self.writer.text(text),
            Place::Code(all) | Place::Heading { text: all, .. } => all.push_str(text),
        }
    }

    /// Code in running text keeps its backticks; a heading reads better without.
    fn inline_code(&mut self, code: &str) {
        match self.place {
            Place::Prose => self.writer.inline_code(code),
            _ => self.text(code),
        }
    }

    fn end_place(&mut self) {
        match std::mem::replace(&mut self.place, Place::Prose) {
            Place::Prose => self.writer.end_paragraph(),
            Place::Code(code) => self.writer.code(&code),
            Place::Heading { text, id } => {
                let anchor = id.unwrap_or_else(|| self.anchor_of(&text));
                self.writer.start_section(text.trim(), Some(&anchor));
            }
        }
    }

    /// The anchor that the usual renderers of Markdown give to a heading without one.
    fn anchor_of(&mut self, heading: &str) -> String {
        let slug: String = heading
            .trim()
            .chars()
            .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
            .map(|c| if c == ' ' { '-' } else { c })
            .flat_map(char::to_lowercase)
            .collect();
        let seen = self.anchors.entry(slug.clone()).or_insert(0);
        *seen += 1;
        if *seen == 1 { slug } else { format!("{slug}-{}", *seen - 1) }
    }

    fn finish(self) -> Vec<Section> {
        self.writer.finish()
    }
}
