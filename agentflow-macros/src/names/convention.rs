//! What Rust's naming conventions tell, where only a type could tell more.

use proc_macro2::Ident;
use syn::Expr;
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

/// Methods of the standard library and of tasks that take their receiver, or need `&mut` access to it.
///
/// Any other method is taken to borrow: most do, and where one does not, rustc says that it can't move out of a borrow,
/// while a copy that nobody asked for would go unnoticed.
const TAKING: &[&str] = &[
    "all",
    "and",
    "and_then",
    "any",
    "append",
    "await_result",
    "build",
    "by_ref",
    "chain",
    "clamp",
    "clear",
    "collect",
    "copied",
    "count",
    "cycle",
    "dedup",
    "dedup_by",
    "dedup_by_key",
    "drain",
    "entry",
    "enumerate",
    "err",
    "extend",
    "extend_from_slice",
    "fill",
    "filter",
    "filter_map",
    "find",
    "find_map",
    "flat_map",
    "flatten",
    "flush",
    "fold",
    "for_each",
    "fuse",
    "get_or_insert",
    "get_or_insert_with",
    "insert",
    "inspect",
    "inspect_err",
    "is_err_and",
    "is_none_or",
    "is_ok_and",
    "is_some_and",
    "map",
    "map_err",
    "map_or",
    "map_or_default",
    "map_or_else",
    "map_while",
    "max",
    "max_by",
    "max_by_key",
    "min",
    "min_by",
    "min_by_key",
    "named",
    "next",
    "next_back",
    "nth",
    "ok",
    "ok_or",
    "ok_or_else",
    "or",
    "or_else",
    "partition",
    "peek",
    "peekable",
    "pop",
    "pop_back",
    "pop_front",
    "position",
    "product",
    "push",
    "push_back",
    "push_front",
    "push_str",
    "read",
    "read_line",
    "read_to_end",
    "read_to_string",
    "reduce",
    "remove",
    "replace",
    "resize",
    "retain",
    "rev",
    "reverse",
    "rotate_left",
    "rotate_right",
    "run_on",
    "scan",
    "skip",
    "skip_while",
    "sort",
    "sort_by",
    "sort_by_cached_key",
    "sort_by_key",
    "sort_unstable",
    "sort_unstable_by",
    "sort_unstable_by_key",
    "split_off",
    "step_by",
    "sum",
    "swap",
    "swap_remove",
    "take",
    "take_while",
    "transpose",
    "truncate",
    "try_await_result",
    "try_fold",
    "try_for_each",
    "try_into",
    "try_run_on",
    "unzip",
    "update",
    "write",
    "write_all",
    "write_fmt",
    "write_str",
    "xor",
    "zip",
];

/// Beginnings of names that stand for an owned receiver in the Rust API guidelines, or in std throughout.
const TAKING_PREFIXES: &[&str] = &["expect", "into_", "set_", "unwrap", "with_"];

/// Whether a method of this name borrows its receiver.
pub(super) fn borrows(method: &Ident) -> bool {
    let name = method.unraw().to_string();
    let takes = name.ends_with("_mut")
        || TAKING.binary_search(&name.as_str()).is_ok()
        || TAKING_PREFIXES.iter().any(|prefix| name.starts_with(prefix));
    !takes
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

/// Functions whose closures run after the call. What these only look at they have to take along, as with `move`: rustc
/// then asks for the `move`, instead of telling how the expansion holds the value.
const LATER: &[&str] = &["async_task", "blocking_task", "lazy_task", "spawn", "spawn_agent", "spawn_blocking"];

/// Whether a callee is one of them.
pub(crate) fn runs_later(callee: &Expr) -> bool {
    let Expr::Path(path) = callee else { return false };
    path.path.segments.last().is_some_and(|last| LATER.contains(&last.ident.to_string().as_str()))
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
