//! Words to terms: what a text is found by, and what a topic asks for.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use bm25::Tokenizer;
use rust_stemmers::{Algorithm, Stemmer};
use thiserror::Error;

/// Words that say nothing about the subject of a sentence or of a question. Sorted.
const STOP_WORDS: &[&str] = &[
    "a", "about", "after", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "because", "been",
    "being", "between", "but", "by", "can", "could", "did", "do", "does", "doesn", "don", "each", "every", "explain",
    "for", "from", "get", "had", "has", "have", "here", "how", "however", "i", "if", "in", "into", "is", "isn", "it",
    "its", "just", "like", "many", "may", "me", "mean", "meaning", "means", "more", "most", "much", "my", "need", "no",
    "not", "of", "on", "one", "only", "or", "other", "our", "please", "s", "same", "should", "so", "some", "still",
    "such", "t", "tell", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this", "though",
    "through", "thus", "to", "too", "under", "until", "up", "use", "used", "using", "very", "via", "want", "was",
    "way", "we", "were", "what", "when", "where", "which", "while", "who", "why", "will", "with", "within", "without",
    "work", "works", "would", "you", "your",
];

/// Makes terms: stems in lower case, so that "sends" finds "sending"; and next to them every word
/// that has a capital, as it is written: in documentation `Send` is a name and "send" a verb.
pub(crate) struct Terms {
    stemmer: Stemmer,
    /// The stem of each word seen, none for a stop word: a text has far more words than different ones.
    stems: RefCell<HashMap<String, Option<String>>>,
}

impl Default for Terms {
    fn default() -> Self {
        Self { stemmer: Stemmer::create(Algorithm::English), stems: RefCell::default() }
    }
}

impl Terms {
    /// The stem and, if it has a capital, the word as it is written; nothing for a stop word.
    fn of_word<'w>(&self, word: &'w str) -> Option<(String, Option<&'w str>)> {
        let name = word.contains(char::is_uppercase).then_some(word);
        Some((self.stem(word)?, name))
    }

    fn stem(&self, word: &str) -> Option<String> {
        let mut stems = self.stems.borrow_mut();
        if let Some(stem) = stems.get(word) {
            return stem.clone();
        }
        let lower = word.to_lowercase();
        let is_stop_word = STOP_WORDS.binary_search(&lower.as_str()).is_ok();
        let stem = (!is_stop_word).then(|| self.stemmer.stem(&lower).into_owned());
        stems.insert(word.to_owned(), stem.clone());
        stem
    }
}

impl Tokenizer for Terms {
    fn tokenize(&self, text: &str) -> Vec<String> {
        let mut terms = Vec::new();
        for (stem, name) in words(text).filter_map(|word| self.of_word(word)) {
            terms.push(stem);
            terms.extend(name.map(str::to_owned));
        }
        terms
    }
}

/// The words of prose and of code alike. Unicode's own rule would take `self.len` for one word.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Query {
    topic: String,
    /// One for each word that counts.
    stems: Vec<String>,
    /// Stems and names, each once.
    terms: Vec<String>,
}

impl Query {
    /// Takes a question or a few words. A capital at the start of a sentence makes no name.
    pub(crate) fn parse(topic: &str) -> Result<Self, NothingAsked> {
        let topic = topic.trim();
        let tokenizer = Terms::default();
        let mut stems = Vec::new();
        let mut terms = Vec::new();
        for (i, word) in words(topic).enumerate() {
            let Some((stem, name)) = tokenizer.of_word(word) else {
                continue;
            };
            let only_starts_the_sentence = i == 0 && !word.chars().skip(1).any(char::is_uppercase);
            let name = name.filter(|_| !only_starts_the_sentence).map(str::to_owned);
            if !stems.contains(&stem) {
                stems.push(stem.clone());
            }
            for term in [Some(stem), name].into_iter().flatten() {
                if !terms.contains(&term) {
                    terms.push(term);
                }
            }
        }
        if topic.is_empty() {
            return Err(NothingAsked::Empty);
        }
        if stems.is_empty() {
            return Err(NothingAsked::NoWord(topic.to_owned()));
        }
        Ok(Self { topic: topic.to_owned(), stems, terms })
    }

    /// The topic as it was asked.
    pub(crate) fn topic(&self) -> &str {
        &self.topic
    }

    /// What to look for: stems, and the names among the words as they are written.
    pub(crate) fn terms(&self) -> &[String] {
        &self.terms
    }

    /// The part of the terms that occurs in a text, from 0 to 1.
    pub(crate) fn coverage(&self, text: &str) -> f64 {
        share_of(&self.terms, text)
    }

    /// Whether a text holds more than half of the words that count.
    pub(crate) fn is_touched_by(&self, text: &str) -> bool {
        share_of(&self.stems, text) > 0.5
    }
}

#[expect(clippy::cast_precision_loss, reason = "a topic has few words")]
fn share_of(wanted: &[String], text: &str) -> f64 {
    let present: HashSet<String> = Terms::default().tokenize(text).into_iter().collect();
    let found = wanted.iter().filter(|term| present.contains(*term)).count();
    found as f64 / wanted.len() as f64
}

/// The topic has no word to look for.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum NothingAsked {
    /// Nothing but white space.
    #[error("the topic is empty: ask a question, such as \"why is Rc not Send?\"")]
    Empty,
    /// Only words that every text has.
    #[error("the topic {0:?} has no word to look for: name what it is about")]
    NoWord(String),
}
