//! What a line of any text looks like.

/// A comment of Rust that ends as a statement does.
pub(crate) fn is_code_in_comment(line: &str) -> bool {
    let comment = line.trim_start().strip_prefix("//").filter(|text| !text.starts_with(['/', '!']));
    comment.is_some_and(|text| text.ends_with([';', '{']))
}

/// Its first line, in a file of its own or in a string.
pub(crate) fn begins_private_key(line: &str) -> bool {
    line.trim_start_matches([' ', '"']).starts_with("-----BEGIN ") && line.contains("PRIVATE KEY-----")
}

/// The keys of some large services are known by how they begin, and by how long they are.
pub(crate) fn holds_key(line: &str) -> bool {
    let mut words = line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-');
    let known = [("AKIA", 20), ("ghp_", 40), ("gho_", 40), ("sk-", 24)];
    words.any(|word| known.iter().any(|(start, length)| word.starts_with(start) && word.len() >= *length))
}

/// Something with such a name is set to one long word.
pub(crate) fn sets_secret(line: &str) -> bool {
    let Some((name, value)) = line.split_once(['=', ':']) else { return false };
    let name = name.to_lowercase();
    let value = value.split('"').nth(1).unwrap_or_default();
    let is_word = value.len() >= 8 && !value.contains([' ', '{', '$']);
    is_word && ["password", "secret", "token", "api_key"].iter().any(|word| name.contains(word))
}
