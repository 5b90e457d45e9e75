//! Rewriting of borrowed names and of `self`.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Expr;

use super::tokens;
use crate::names::{rename_self, rewrite_borrowed};

fn plain(source: &str) -> String {
    tokens(source).to_string()
}

#[test]
fn borrowed_names_are_dereferenced() {
    let rows = [
        ("f(&x)", "f(&(*x))"),
        ("x.len()", "(*x).len()"),
        ("x.a.len() == y", "(*x).a.len() == y"),
        ("f(&x.a[x.b])", "f(&(*x).a[(*x).b])"),
        ("|x| f(&x)", "|x| f(&x)"),
        ("{ let x = &x; f(&x) }", "{ let x = &(*x); f(&x) }"),
        ("x(&x)", "(*x)(&(*x))"),
        ("m::x(&x, X, x.x)", "m::x(&(*x), X, (*x).x)"),
        ("Point { x: &x, y }", "Point { x: &(*x), y }"),
        (r#"format!("{x} {}", x.len())"#, r#"format!("{x} {}", (*x).len())"#),
        (r#"format!("{a}", a = x,)"#, r#"format!("{a}", a = (*x),)"#),
        ("assert_eq!(x, y)", "assert_eq!((*x), y)"),
        ("matches!(x, Some(_) if x == y)", "matches!((*x), Some(_) if (*x) == y)"),
        ("vec![&x; 3]", "vec![&(*x); 3]"),
        ("dbg!(&x)", "dbg!(&(*x))"),
        ("raw!(=> &x)", "raw!(=> &x)"),
        ("f(&z, y)", "f(&(*z), y)"),
    ];
    let names = [Ident::new("x", Span::call_site()), Ident::new("z", Span::call_site())];
    for (source, expected) in rows {
        let mut expr: Expr = syn::parse2(tokens(source)).expect(source);
        rewrite_borrowed(&mut expr, &names);
        assert_eq!(expr.to_token_stream().to_string(), plain(expected), "{source}");
    }
}

#[test]
fn self_becomes_a_local() {
    let rows = [
        ("self.run(&self.x)", "this.run(&this.x)"),
        ("|y| self.f(y)", "|y| this.f(y)"),
        ("self::f(self)", "self::f(this)"),
        ("vec![self.x, self::f()]", "vec![this.x, self::f()]"),
        ("json!({ \"a\": self.x })", "json!({ \"a\": this.x })"),
        ("{ impl T for U { fn f(&self) { self.x } } self }", "{ impl T for U { fn f(&self) { self.x } } this }"),
        (r#"format!("{self} {}", self.x)"#, r#"format!("{self} {}", this.x, self = this)"#),
        (r#"format!("{self}",)"#, r#"format!("{self}", self = this)"#),
        (r#"println!("{}", "{self}")"#, r#"println!("{}", "{self}")"#),
        (r#"assert_eq!(self.x, 1, "{self}")"#, r#"assert_eq!(this.x, 1, "{self}", self = this)"#),
        (r#"format!("{{self}}")"#, r#"format!("{{self}}")"#),
        ("workflow! { a = self.f(); => a }", "workflow! { a = this.f(); => a }"),
    ];
    for (source, expected) in rows {
        let mut expr: Expr = syn::parse2(tokens(source)).expect(source);
        rename_self(&mut expr);
        assert_eq!(expr.to_token_stream().to_string(), plain(expected), "{source}");
    }
}

fn spans(tokens: TokenStream, name: &str) -> Vec<Option<String>> {
    let each = |token| match token {
        TokenTree::Group(group) => spans(group.stream(), name),
        TokenTree::Ident(ident) if ident == name => vec![ident.span().source_text()],
        _ => Vec::new(),
    };
    tokens.into_iter().flat_map(each).collect()
}

#[test]
fn rewritten_names_keep_their_place() {
    let mut expr: Expr = syn::parse2(tokens("f(&x, self.y)")).expect("an expression");
    rewrite_borrowed(&mut expr, &[Ident::new("x", Span::call_site())]);
    rename_self(&mut expr);
    assert_eq!(spans(expr.to_token_stream(), "x"), [Some("x".to_owned())]);
    assert_eq!(spans(expr.to_token_stream(), "this"), [Some("self".to_owned())]);
}
