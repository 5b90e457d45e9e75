//! What Rust's naming conventions tell, where only a type could tell more.

use proc_macro2::Ident;
use syn::ext::IdentExt as _;

/// Whether an identifier that stands alone names a variable: `x`, `_x` and `self` do, `LIMIT` and `None` do not.
pub(crate) fn is_variable(ident: &Ident) -> bool {
    let name = ident.unraw().to_string();
    if matches!(name.as_str(), "crate" | "super" | "true" | "false") {
        return false;
    }
    let first = name.chars().find(|letter| *letter != '_');
    // Scripts without upper and lower case count as lower case.
    !first.is_some_and(char::is_uppercase)
}

/// Methods that look at their receiver and leave it, apart from those that [`PREFIXES`] covers.
///
/// A method that is not in the list is taken to want the value itself. That costs a clone where the value is used
/// again, and `(&x).method()` says that it does not.
const METHODS: &[&str] = &[
    "binary_search",
    "binary_search_by",
    "binary_search_by_key",
    "borrow",
    "bytes",
    "capacity",
    "char_indices",
    "chars",
    "chunks",
    "chunks_exact",
    "clone",
    "cloned",
    "cmp",
    "concat",
    "contains",
    "contains_key",
    "deref",
    "display",
    "ends_with",
    "eq",
    "eq_ignore_ascii_case",
    "exists",
    "extension",
    "file_name",
    "first",
    "first_key_value",
    "ge",
    "get",
    "gt",
    "hash",
    "iter",
    "keys",
    "last",
    "last_key_value",
    "le",
    "len",
    "lines",
    "load",
    "lock",
    "lt",
    "ne",
    "partial_cmp",
    "range",
    "rsplit",
    "rsplit_once",
    "rsplitn",
    "split",
    "split_ascii_whitespace",
    "split_at",
    "split_first",
    "split_inclusive",
    "split_last",
    "split_once",
    "split_terminator",
    "split_whitespace",
    "splitn",
    "starts_with",
    "strip_prefix",
    "strip_suffix",
    "try_lock",
    "values",
    "windows",
];

/// Beginnings of names that stand for a borrowed receiver in the Rust API guidelines, or in std throughout.
const PREFIXES: &[&str] =
    &["as_", "contains_", "get_", "has_", "is_", "iter_", "par_iter", "starts_with_", "to_", "trim"];

/// Names that begin like a borrowing method and are none: they need the value, or `&mut` access to it.
const EXCEPTIONS: &[&str] =
    &["is_err_and", "is_none_or", "is_ok_and", "is_some_and", "get_or_insert", "get_or_insert_with"];

/// Whether a method of this name borrows its receiver.
pub(super) fn borrows(method: &Ident) -> bool {
    let name = method.unraw().to_string();
    let unique = name.ends_with("_mut") || EXCEPTIONS.contains(&name.as_str());
    let shared = METHODS.contains(&name.as_str()) || PREFIXES.iter().any(|prefix| name.starts_with(prefix));
    shared && !unique
}

/// What a macro is known to do with its arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MacroKind {
    /// `lead` arguments, a format string, and arguments that are only looked at.
    Format { lead: Lead },
    /// `matches!(value, pattern if guard)`.
    Matches,
    /// `workflow! { .. }`: this very language.
    Workflow,
    /// Formats like `format!` if its first argument is a string, but may also take values: `anyhow!`, `info!`.
    Message,
    /// Nothing is known.
    Other,
}

/// What stands before the format string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lead {
    /// Nothing: `format!`.
    None,
    /// The place that is written to: `write!`.
    Sink,
    /// This many values that are only looked at: `assert!`, `assert_eq!`.
    Looked(usize),
}

impl Lead {
    /// How many arguments that is.
    pub(super) fn count(self) -> usize {
        match self {
            Lead::None => 0,
            Lead::Sink => 1,
            Lead::Looked(count) => count,
        }
    }
}

/// Finds a macro by the last segment of its path.
pub(super) fn macro_kind(path: &syn::Path) -> MacroKind {
    let Some(last) = path.segments.last() else {
        return MacroKind::Other;
    };
    let format = |lead| MacroKind::Format { lead };
    match last.ident.unraw().to_string().as_str() {
        "format" | "format_args" | "print" | "println" | "eprint" | "eprintln" | "panic" | "todo" | "unreachable"
        | "unimplemented" => format(Lead::None),
        "write" | "writeln" => format(Lead::Sink),
        "assert" | "debug_assert" => format(Lead::Looked(1)),
        "assert_eq" | "assert_ne" | "debug_assert_eq" | "debug_assert_ne" => format(Lead::Looked(2)),
        "matches" => MacroKind::Matches,
        "workflow" => MacroKind::Workflow,
        "anyhow" | "bail" | "ensure" | "eyre" | "trace" | "debug" | "info" | "warn" | "error" | "log" => {
            MacroKind::Message
        }
        _ => MacroKind::Other,
    }
}
