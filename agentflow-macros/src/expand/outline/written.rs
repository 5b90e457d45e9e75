//! Code as it is written, in one line.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};

/// The beginning of some code. There is a space between two tokens where there is one in the source.
pub(super) fn written(tokens: TokenStream) -> String {
    let mut line = Line { text: String::new(), end: None };
    line.all(tokens);
    super::short(&line.text)
}

struct Line {
    text: String,
    /// Where the last token ends.
    end: Option<Place>,
}

impl Line {
    fn all(&mut self, tokens: TokenStream) {
        for token in tokens {
            if self.text.len() > 4 * super::LONGEST {
                return;
            }
            let TokenTree::Group(group) = token else {
                self.token(&token.to_string(), places(token.span()));
                continue;
            };
            let (open, close) = match group.delimiter() {
                Delimiter::Parenthesis => ("(", ")"),
                Delimiter::Brace => ("{", "}"),
                Delimiter::Bracket => ("[", "]"),
                Delimiter::None => ("", ""),
            };
            // A group that syn has made has the place of all of it at both ends.
            let start = places(group.span_open()).map(|(start, _)| (start, (start.0, start.1 + 1)));
            let end = places(group.span_close()).map(|(_, end)| ((end.0, end.1.saturating_sub(1)), end));
            self.token(open, start);
            self.all(group.stream());
            self.token(close, end);
        }
    }

    fn token(&mut self, token: &str, places: Option<(Place, Place)>) {
        if token.is_empty() {
            return;
        }
        let (start, end) = places.unzip();
        if !self.text.is_empty() && (start.is_none() || start != self.end) {
            self.text.push(' ');
        }
        self.text.push_str(token);
        self.end = end;
    }
}

/// Line and column.
type Place = (usize, usize);

/// The start and the end; unknown outside of a compiler.
fn places(span: Span) -> Option<(Place, Place)> {
    proc_macro::is_available().then(|| {
        let span = span.unwrap();
        let end = span.end();
        ((span.line(), span.column()), (end.line(), end.column()))
    })
}
