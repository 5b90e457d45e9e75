//! An answer without a language model: the best passages, word for word.

use std::collections::HashSet;
use std::sync::Arc;

use unicode_segmentation::UnicodeSegmentation;

use crate::index::Hit;
use crate::section::Section;
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

/// So that one long page does not give the whole answer.
const FROM_ONE_SECTION: usize = 1;

/// Two passages say the same if they share this much of their words.
const SAME_PERCENT: usize = 60;

/// A passage of a section.
#[derive(Debug, Clone)]
pub struct Passage {
    /// One or two sentences, as they stand there.
    pub text: String,
    /// Where it stands.
    pub section: Arc<Section>,
    score: f64,
}

/// Whether a hit is about the topic, and not only about one of its words.
pub fn is_relevant(query: &Query, hit: &Hit) -> bool {
    let section = &hit.section;
    query.is_touched_by(&format!("{}\n{}", section.title, section.text))
}

/// The `n` passages that say most about the topic, best first, none of them twice.
pub fn best_passages(query: &Query, hits: &[Hit], n: usize) -> Vec<Passage> {
    let mut candidates: Vec<Passage> = hits.iter().flat_map(|hit| passages(query, hit)).collect();
    // The sort is stable: among equals, the better hit and the earlier sentence come first.
    candidates.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut best: Vec<Passage> = Vec::new();
    for candidate in candidates {
        let from_there = best.iter().filter(|chosen| chosen.section == candidate.section).count();
        if from_there < FROM_ONE_SECTION && !best.iter().any(|chosen| says_the_same(chosen, &candidate)) {
            best.push(candidate);
        }
        if best.len() == n {
            break;
        }
    }
    best
}

/// All passages of a hit that hold any term of the query, in the order of the text.
fn passages(query: &Query, hit: &Hit) -> Vec<Passage> {
    let mut passages = Vec::new();
    for paragraph in hit.section.prose() {
        let sentences = sentences(paragraph);
        for (from, first) in sentences.iter().enumerate() {
            let second = sentences.get(from + 1).map(|second| format!("{first} {second}"));
            let alone = Some(first.clone()).map(|text| (text, BREVITY));
            for (text, bonus) in alone.into_iter().chain(second.map(|text| (text, 0.0))) {
                let coverage = coverage_under_title(query, &hit.section.title, &text);
                if (SHORTEST..=LONGEST).contains(&text.len()) && coverage > 0.0 {
                    let score = hit.score + coverage + bonus + reason_bonus(query, &text);
                    passages.push(Passage { text, section: Arc::clone(&hit.section), score });
                }
            }
        }
    }
    passages
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

fn says_the_same(a: &Passage, b: &Passage) -> bool {
    let words = |passage: &Passage| -> HashSet<String> {
        passage.text.unicode_words().map(str::to_lowercase).collect()
    };
    let (a, b) = (words(a), words(b));
    let shared = a.intersection(&b).count();
    shared * 100 > SAME_PERCENT * a.len().min(b.len())
}
