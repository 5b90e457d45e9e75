//! What ends a binding: `;`, or what is written for it by mistake.

use syn::parse::ParseStream;

use super::Reader;
use super::look::{self, Next};

impl Reader {
    /// `;`, which the last binding of a `par` block may leave out.
    pub(super) fn end_of_binding(&mut self, input: ParseStream<'_>, in_par: bool, broken: bool) {
        match look::next(input) {
            Next::Semi(_) => look::skip(input, 1),
            Next::Comma(span) => {
                if !broken {
                    self.errors.push(span, "a binding ends with `;`, not with `,`");
                }
                look::skip(input, 1);
            }
            // `->` is reported when it is read as the arrow, and inside `par` any arrow is.
            Next::End | Next::Arrow { written: Some(_), .. } => {}
            Next::Arrow { span, .. } => {
                if !broken && !in_par {
                    self.errors.push(span, "missing `;` before `=>`: each binding outside `par` ends with one");
                }
            }
            Next::Almost(..) | Next::Equals(_) | Next::Colon(_) | Next::Other(_) => {
                self.run_together(input, broken);
            }
        }
    }

    /// Something follows a binding without a `;` between them.
    fn run_together(&mut self, input: ParseStream<'_>, broken: bool) {
        let Some(token) = look::first(input) else {
            return;
        };
        let text = look::text(&token);
        let statement = look::statement(input);
        if !broken {
            let message = match text.as_str() {
                "else" => "a binding has no `else`: write a `match` as its step".to_owned(),
                _ if statement => {
                    format!("missing `;` before `{text}`: the binding before it has to end first")
                }
                _ => format!("unexpected `{text}`: a binding ends with `;`"),
            };
            self.errors.push(look::start_of(&token), message);
        }
        if broken || !statement || text == "else" {
            look::rest_of_statement(input);
            if let Next::Semi(_) = look::next(input) {
                look::skip(input, 1);
            }
        }
    }
}
