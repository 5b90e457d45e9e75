//! Blocks of bindings that run at once: `par { a = ..; b = ..; }`.

use syn::parse::ParseStream;
use syn::{Ident, Token};

use super::Reader;
use super::look::{self, Next};
use crate::ast::{Binding, kw};

impl Reader {
    /// The word before a block of bindings, if one follows; the word is not taken yet.
    ///
    /// Any word is read as `par`, which is the only one that there is, and so is none.
    pub(super) fn block_word(&mut self, input: ParseStream<'_>) -> Option<kw::par> {
        if let Some(brace) = look::bare_block(input) {
            let message = "missing word before this block: bindings that run at once stand in `par { .. }`";
            self.errors.push(brace, message);
            return Some(kw::par(brace));
        }
        let word = look::block(input)?;
        if word != "par" {
            let message = format!("`{word} {{ .. }}` is not a block of this language: did you mean `par {{ .. }}`?");
            self.errors.push(word.span(), message);
        }
        Some(kw::par(word.span()))
    }

    /// The word, if there is one, and the block.
    pub(super) fn block(&mut self, input: ParseStream<'_>, par: kw::par, bindings: &mut Vec<Binding>) {
        let before = self.errors.len() + bindings.len();
        let outcome = (|| {
            let _: Option<Ident> = input.parse()?;
            let content;
            syn::braced!(content in input);
            while !content.is_empty() {
                self.inside(&content, bindings);
            }
            Ok(())
        })();
        if let Err(error) = outcome {
            self.errors.combine(error);
        }
        if self.errors.len() + bindings.len() == before {
            let message = "this `par` block is empty: write bindings into it, or remove it";
            self.errors.push(par.span, message);
        }
    }

    /// A binding of a block, or what is written there by mistake.
    fn inside(&mut self, input: ParseStream<'_>, bindings: &mut Vec<Binding>) {
        if input.parse::<Option<Token![;]>>().ok().flatten().is_some() {
            return;
        }
        if let Next::Arrow { span, .. } = look::next(input) {
            let message = "the result stands after the `par` block: close the block with `}` before `=>`";
            self.errors.push(span, message);
            look::skip(input, 2);
            self.result(input, Token![=>](span));
            return;
        }
        let attrs = self.attributes(input);
        let before = self.errors.len();
        let Some(inner) = self.block_word(input) else {
            bindings.extend(self.binding(input, attrs, true));
            return;
        };
        if self.errors.len() == before {
            let message = "`par` inside `par`: all bindings of a block run at once already, remove the inner `par`";
            self.errors.push(inner.span, message);
        }
        self.block(input, inner, bindings);
    }
}
