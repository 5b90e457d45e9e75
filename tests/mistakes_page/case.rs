//! The cases of `ui-tests/`.

use std::fs;
use std::path::Path;

/// A mistake: the program that makes it, what rustc says, and the program with the mistake put right.
pub(crate) struct Case {
    pub(crate) topic: String,
    pub(crate) name: String,
    pub(crate) program: String,
    pub(crate) message: String,
    pub(crate) fixed: String,
}

/// Sorted by topic and name.
pub(crate) fn all() -> Vec<Case> {
    let topics = fs::read_dir("ui-tests").expect("ui-tests is there").flatten();
    let files = topics.flat_map(|topic| fs::read_dir(topic.path()).into_iter().flatten().flatten());
    let programs = files.map(|file| file.path()).filter(|path| path.extension().is_some_and(|end| end == "rs"));
    let mut cases: Vec<Case> = programs.map(|program| read(&program)).collect();
    cases.sort_by(|a, b| (&a.topic, &a.name).cmp(&(&b.topic, &b.name)));
    cases
}

fn read(program: &Path) -> Case {
    let text = |extension| {
        let path = program.with_extension(extension);
        fs::read_to_string(&path).unwrap_or_else(|_| panic!("{} is missing", path.display()))
    };
    let mut names = program.with_extension("");
    let mut last = || {
        let name = names.file_name().expect("ui-tests/topic/name").to_string_lossy().into_owned();
        names.pop();
        name
    };
    let (name, topic) = (last(), last());
    Case { topic, name, program: text("rs"), message: text("stderr"), fixed: text("fixed") }
}
