//! HTML to sections, by the tokenizer `html5gum`.
//!
//! Rustdoc and mdBook pages are mostly not documentation: of 118 MB of HTML of the standard library,
//! 26 MB stand between the side bar and the walls of trait implementations. No tree is built, the
//! head and the side bar are passed over, and reading stops at the first wall.

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{DefaultEmitter, Span, Token, Tokenizer};

use crate::section::{Section, SectionWriter};

/// Elements whose content is not documentation.
const SKIPPED_ELEMENTS: &[&[u8]] = &[
    b"script",
    b"style",
    b"noscript",
    b"template",
    b"nav",
    b"button",
    b"svg",
    b"form",
    b"footer",
    b"iframe",
    b"figcaption",
    b"rustdoc-topbar",
    b"rustdoc-toolbar",
];

/// Classes, mostly of rustdoc and mdBook, whose content is not documentation: links to the source,
/// version numbers, section signs, clauses that make a signature too long for a title.
const SKIPPED_CLASSES: &[&str] = &[
    "src",
    "since",
    "rightside",
    "anchor",
    "doc-anchor",
    "hideme",
    "sub-heading",
    "where",
    "rustdoc-breadcrumbs",
    "rule-link",
    "test-link",
    "boring",
    "buttons",
    "sidebar",
    "file-name",
];

/// Rustdoc's last parts: the same implementations and methods over and over, under every type.
const WALLS: &[&str] = &[
    "trait-implementations",
    "synthetic-implementations",
    "blanket-implementations",
    "foreign-impls",
    "implementors",
    "deref-methods",
];

/// Elements that have no end tag.
const VOID_ELEMENTS: &[&[u8]] = &[
    b"area", b"base", b"br", b"col", b"embed", b"hr", b"img", b"input", b"link", b"meta", b"source", b"track", b"wbr",
];

/// Elements that stand inside a line; every other one begins a paragraph and ends one.
const INLINE_ELEMENTS: &[&[u8]] = &[
    b"a", b"abbr", b"b", b"cite", b"code", b"del", b"em", b"i", b"img", b"ins", b"kbd", b"mark", b"q", b"s", b"small",
    b"span", b"strong", b"sub", b"sup", b"u", b"var", b"wbr", b"label", b"input",
];

/// Splits a page at its headings.
///
/// A page that forwards to another, or that asks search engines not to index it (the one-page print
/// version, the table of contents, the stub of an old edition), has no sections.
pub(crate) fn sections(html: &str, file: &str) -> Vec<Section> {
    let body = html.find("<body").unwrap_or(0);
    let Some(title) = title_if_indexable(&html[..body]) else {
        return Vec::new();
    };
    let content = html[body..].find("<main").map_or(body, |main| body + main);
    let mut page = PageReader::new(SectionWriter::new(file, &title));
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| page.event(&event));
    // Without a tree builder, the tokenizer has to be told that a script's text holds no tags.
    emitter.naively_switch_states(true);
    // The iterator yields nothing but a `Stop`; everything else happens in the callback.
    let _stop = Tokenizer::new_with_emitter(&html[content..], emitter).next();
    page.writer.finish()
}

/// The title of the page, without the name of the book after it; `None` if the page is not to be read.
fn title_if_indexable(head: &str) -> Option<String> {
    let mut emitter = DefaultEmitter::<()>::default();
    emitter.naively_switch_states(true);
    let mut title = None;
    let mut in_title = false;
    for token in Tokenizer::new_with_emitter(head, emitter).flatten() {
        match token {
            Token::StartTag(tag) if tag_forbids_indexing(&tag) => return None,
            Token::StartTag(tag) => in_title = **tag.name == *b"title",
            Token::String(text) if in_title && title.is_none() => {
                title = Some(String::from_utf8_lossy(&text.value).trim().to_owned());
            }
            _ => {}
        }
    }
    let title = title.unwrap_or_default();
    Some(title.rsplit_once(" - ").map_or(title.as_str(), |(page, _book)| page).to_owned())
}

fn tag_forbids_indexing(tag: &html5gum::StartTag<()>) -> bool {
    let attribute = |name: &[u8]| tag.attributes.get(name).map(|value| value.to_ascii_lowercase());
    let refresh = attribute(b"http-equiv").is_some_and(|value| value == b"refresh");
    let robots = attribute(b"name").is_some_and(|value| value == b"robots");
    let noindex = attribute(b"content").is_some_and(|value| value.starts_with(b"noindex"));
    refresh || (robots && noindex)
}

/// The rest of the page need not be read.
struct Stop;

/// Where the text of the current event belongs.
enum Place {
    Prose,
    InlineCode(String),
    Code(String),
    Title { text: String, id: Option<String> },
    Heading { text: String, id: Option<String> },
}

/// What of a start tag matters here. One is used again for every tag.
#[derive(Default)]
struct StartTag {
    name: Vec<u8>,
    attribute: Vec<u8>,
    id: String,
    class: String,
}

impl StartTag {
    fn has_class(&self, classes: &[&str]) -> bool {
        self.class.split_ascii_whitespace().any(|class| classes.contains(&class))
    }

    fn is_skipped(&self) -> bool {
        !VOID_ELEMENTS.contains(&&*self.name)
            && (SKIPPED_ELEMENTS.contains(&&*self.name) || self.has_class(SKIPPED_CLASSES))
    }

    fn is_wall(&self) -> bool {
        self.class == "section-header" && WALLS.iter().any(|wall| self.id.starts_with(wall))
    }
}

/// An element that is passed over, and how many elements of its name are open inside it.
struct Skip {
    name: Vec<u8>,
    depth: usize,
}

struct PageReader {
    writer: SectionWriter,
    tag: StartTag,
    place: Place,
    skip: Option<Skip>,
    /// The id of the last `<section>`: where rustdoc puts the address of a method, and other
    /// generators that of a heading.
    section_id: Option<String>,
}

impl PageReader {
    fn new(writer: SectionWriter) -> Self {
        Self { writer, tag: StartTag::default(), place: Place::Prose, skip: None, section_id: None }
    }

    fn event(&mut self, event: &CallbackEvent<'_>) -> Option<Stop> {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                (*name).clone_into(&mut self.tag.name);
                self.tag.id.clear();
                self.tag.class.clear();
            }
            CallbackEvent::AttributeName { name } => (*name).clone_into(&mut self.tag.attribute),
            CallbackEvent::AttributeValue { value } => self.attribute_value(value),
            CallbackEvent::CloseStartTag { .. } => return self.start_tag(),
            CallbackEvent::EndTag { name } => return self.end_tag(name),
            CallbackEvent::String { value } if self.skip.is_none() => {
                self.text(&String::from_utf8_lossy(value));
            }
            _ => {}
        }
        None
    }

    fn attribute_value(&mut self, value: &[u8]) {
        let kept = match &*self.tag.attribute {
            b"id" => &mut self.tag.id,
            b"class" => &mut self.tag.class,
            _ => return,
        };
        kept.push_str(&String::from_utf8_lossy(value));
    }

    fn start_tag(&mut self) -> Option<Stop> {
        if let Some(skip) = &mut self.skip {
            skip.depth += usize::from(skip.name == self.tag.name);
        } else if self.tag.is_wall() {
            return Some(Stop);
        } else if self.tag.is_skipped() {
            self.skip = Some(Skip { name: self.tag.name.clone(), depth: 1 });
        } else {
            self.open_element();
        }
        None
    }

    fn open_element(&mut self) {
        let id = Some(&self.tag.id).filter(|id| !id.is_empty());
        match &*self.tag.name {
            b"h1" => self.place = Place::Title { text: String::new(), id: id.cloned() },
            // A deeper heading ("Examples", under every method) is not worth a section of its own.
            b"h2" | b"h3" | b"h4" => {
                let id = id.cloned().or_else(|| self.section_id.take());
                self.place = Place::Heading { text: String::new(), id };
            }
            b"section" => self.section_id = id.cloned(),
            b"pre" => self.place = Place::Code(String::new()),
            b"code" if matches!(self.place, Place::Prose) => {
                self.place = Place::InlineCode(String::new());
            }
            b"td" | b"th" | b"br" => self.text(" "),
            name if INLINE_ELEMENTS.contains(&name) => {}
            _ => self.end_paragraph(),
        }
    }

    fn end_tag(&mut self, name: &[u8]) -> Option<Stop> {
        if let Some(skip) = &mut self.skip {
            skip.depth -= usize::from(skip.name == name);
            self.skip.take_if(|skip| skip.depth == 0);
            return None;
        }
        match name {
            b"main" => return Some(Stop),
            b"h1" | b"h2" | b"h3" | b"h4" | b"pre" => self.end_place(),
            b"code" if matches!(self.place, Place::InlineCode(_)) => self.end_place(),
            b"td" | b"th" => {}
            name if INLINE_ELEMENTS.contains(&name) => {}
            _ => self.end_paragraph(),
        }
        None
    }

    fn text(&mut self, text: &str) {
        match &mut self.place {
            Place::Prose => self.writer.text(text),
            Place::InlineCode(all)
            | Place::Code(all)
            | Place::Title { text: all, .. }
            | Place::Heading { text: all, .. } => all.push_str(text),
        }
    }

    fn end_paragraph(&mut self) {
        if matches!(self.place, Place::Prose) {
            self.writer.end_paragraph();
        }
    }

    fn end_place(&mut self) {
        match std::mem::replace(&mut self.place, Place::Prose) {
            Place::Prose => self.writer.end_paragraph(),
            Place::InlineCode(code) => self.writer.inline_code(&code),
            Place::Code(code) => self.writer.code(&code),
            Place::Title { text, id } => self.writer.start_page(&on_one_line(&text), id.as_deref()),
            Place::Heading { text, id } => self.writer.start_section(&on_one_line(&text), id.as_deref()),
        }
    }
}

fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
