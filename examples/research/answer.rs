//! An answer without a language model: the best passages, word for word.

use std::collections::HashSet;

use unicode_segmentation::UnicodeSegmentation;

use crate::index::Hit;
use crate::terms::Query;

/// One sentence is preferred to two that hold the same terms.
const BREVITY: f64 = 0.05;

/// A passage that gives a reason is preferred if the question asks for one.
const REASON: f64 = 0.15;

/// What announces a reason.
const REASON_WORDS: &[&str] = &["because", "since", "therefore", "otherwise", "reason", "reasons"];

/// A longer passage is a table or a list, not an answer.
const LONGEST: usize = 420;

/// A shorter passage is a heading.
const SHORTEST: usize = 30;

/// Two passages say the same if they share this much of their words.
const SAME_PERCENT: usize = 60;

/// A passage of a section.
#[derive(Debug, Clone)]
pub(crate) struct Passage {
    /// One or two sentences, as they stand there.
    pub text: String,
    /// The section it stands in.
    pub hit: Hit,
    score: f64,
}

impl Passage {
    /// From the same section, or much the same words: then the other one need not be read.
    fn makes_needless(&self, other: &Self) -> bool {
        let words =
            |passage: &Self| -> HashSet<String> { passage.text.unicode_words().map(str::to_lowercase).collect() };
        let (a, b) = (words(self), words(other));
        let shared = a.intersection(&b).count();
        self.hit.section == other.hit.section || shared * 100 > SAME_PERCENT * a.len().min(b.len())
    }
}

/// Whether a hit is about the topic, and not only about one of its words.
pub(crate) fn is_relevant(query: &Query, hit: &Hit) -> bool {
    let section = &hit.section;
    query.is_touched_by(&format!("{}\n{}", section.title, section.text))
}

/// The `n` passages that say most about the topic, best first: one of a section, and none twice.
pub(crate) fn best_passages(query: &Query, hits: &[Hit], n: usize) -> Vec<Passage> {
    let mut candidates: Vec<Passage> = hits.iter().flat_map(|hit| passages(query, hit)).collect();
    // The sort is stable: among equals, the better hit and the earlier sentence come first.
    candidates.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut best: Vec<Passage> = Vec::new();
    for candidate in candidates {
        if best.len() < n && !best.iter().any(|chosen| chosen.makes_needless(&candidate)) {
            best.push(candidate);
        }
    }
    best
}

/// All passages of a hit that hold any term of the query, in the order of the text; the title if there
/// is none, as in a section that is all code.
fn passages(query: &Query, hit: &Hit) -> Vec<Passage> {
    let title = &hit.section.title;
    let mut passages = Vec::new();
    for (text, bonus) in hit.section.prose().flat_map(windows) {
        let coverage = coverage_under_title(query, title, &text);
        if (SHORTEST..=LONGEST).contains(&text.len()) && coverage > 0.0 {
            let score = hit.score + coverage + bonus + reason_bonus(query, &text);
            passages.push(Passage { text, hit: hit.clone(), score });
        }
    }
    if passages.is_empty() {
        let score = hit.score + coverage_under_title(query, title, "");
        passages.push(Passage { text: title.clone(), hit: hit.clone(), score });
    }
    passages
}

/// Each sentence of a paragraph alone, and with the next one: the reason often stands in the sentence
/// after the fact.
fn windows(paragraph: &str) -> Vec<(String, f64)> {
    let sentences = sentences(paragraph);
    let pairs = sentences.windows(2).map(|pair| (pair.join(" "), 0.0));
    let alone = sentences.iter().map(|sentence| (sentence.clone(), BREVITY));
    alone.chain(pairs).collect()
}

/// A term in the title counts half: the page on E0277 need not say that name in its sentences.
fn coverage_under_title(query: &Query, title: &str, text: &str) -> f64 {
    let with_title = query.coverage(&format!("{title}\n{text}"));
    f64::midpoint(query.coverage(text), with_title)
}

/// Unicode's sentences, but for an end inside code, or before a small letter: "the `?` operator" is
/// one piece, and so is "the ? operator".
fn sentences(paragraph: &str) -> Vec<String> {
    let mut sentences: Vec<String> = Vec::new();
    for piece in paragraph.split_sentence_bounds() {
        let goes_on = piece.starts_with(char::is_lowercase);
        match sentences.last_mut() {
            Some(open) if goes_on || open.matches('`').count() % 2 == 1 => open.push_str(piece),
            _ => sentences.push(piece.to_owned()),
        }
    }
    for sentence in &mut sentences {
        sentence.truncate(sentence.trim_end().len());
    }
    sentences
}

/// Who asks why wants a reason.
fn reason_bonus(query: &Query, text: &str) -> f64 {
    let asks_why = query.topic().to_lowercase().starts_with("why");
    let is_reason = asks_why && text.unicode_words().any(|word| REASON_WORDS.contains(&word));
    if is_reason { REASON } else { 0.0 }
}
