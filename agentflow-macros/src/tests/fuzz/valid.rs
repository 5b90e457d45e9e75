//! Workflows that are right: the grammar on top of `ast.rs`, with a die at each `|`.

use super::dice::Dice;

/// A workflow as text.
pub(super) fn workflow(dice: &mut Dice) -> String {
    let mut maker = Maker { dice, names: Vec::new(), count: 0 };
    // Most are small: there are more of them then.
    let depth = maker.dice.one_of(&[0, 0, 0, 0, 0, 1, 1, 2]);
    let statements = maker.statements(depth);
    let result = maker.step(depth, true);
    format!("{statements}=> {result}")
}

struct Maker<'d> {
    dice: &'d mut Dice,
    /// The names that are bound, and visible.
    names: Vec<String>,
    count: usize,
}

impl Maker<'_> {
    fn new_name(&mut self) -> String {
        self.count += 1;
        format!("v{}", self.count)
    }

    fn statements(&mut self, depth: usize) -> String {
        let count = self.dice.below(2 + depth);
        (0..count).map(|_| if self.dice.once_in(3) { self.par(depth) } else { self.binding(depth) + "; " }).collect()
    }

    fn par(&mut self, depth: usize) -> String {
        let count = 1 + self.dice.below(1 + depth);
        let mut bindings: Vec<String> = (0..count).map(|_| self.binding(depth)).collect();
        if self.dice.once_in(3) {
            bindings.reverse();
        }
        let end = self.dice.one_of(&["", ";"]);
        format!("par {{ {}{end} }} ", bindings.join("; "))
    }

    fn binding(&mut self, depth: usize) -> String {
        let (policies, asks) = if self.dice.once_in(5) { self.policies() } else { (String::new(), true) };
        let step = self.step(depth, asks);
        let word = self.dice.one_of(&["", "", "let "]);
        let (first, second) = (self.new_name(), self.new_name());
        let target = match self.dice.below(10) {
            0 => format!("({first}, mut {second})"),
            1 => format!("Point {{ {first}, y: {second} }}"),
            2 => format!("[{first}, .., {second}]"),
            3 => format!("{first}: Vec<(u8, &'static str)>"),
            4 => format!("mut {first}"),
            5 => "_".to_owned(),
            _ => first.clone(),
        };
        // A body with a variable that can change may be a block of Rust's.
        let word = if target.contains("mut ") { "" } else { word };
        self.names.extend([first, second].into_iter().filter(|name| target.contains(name.as_str())));
        format!("{policies}{word}{target} = {step}")
    }

    /// Attributes, and whether a `?` may follow.
    fn policies(&mut self) -> (String, bool) {
        let budget = self.expr(1);
        let policy = match self.dice.below(9) {
            0 => "#[retry(3)] ".to_owned(),
            1 => "#[retry(times = x.len(), backoff = exponential(1ms, max = 1s), jitter, when = |e| e.is_timeout())] "
                .to_owned(),
            2 => "#[timeout(1.5s)] #[retry(2, backoff = constant(pause))] ".to_owned(),
            3 => "#[hedge(50ms)] ".to_owned(),
            4 => format!("#[limit(&{budget})] "),
            5 => format!("#[within({budget})] "),
            6 => "#[cached] ".to_owned(),
            7 => format!("#[cached(key = {budget}, store = store.clone())] "),
            _ => {
                let other = self.step(1, false);
                return (format!("/// A note.\n#[fallback({other})] #[timeout(5s)] "), false);
            }
        };
        (policy, true)
    }

    /// A step; it may end in `?` if it `asks`.
    fn step(&mut self, depth: usize, asks: bool) -> String {
        let question = if asks && self.dice.once_in(4) { "?" } else { "" };
        let step = match self.dice.below(if depth == 0 { 6 } else { 12 }) {
            0 | 1 => self.call(1),
            2 => self.call(1) + ".await",
            3 if asks => format!("blocking {{ std::fs::read(&{}) }}", self.name()),
            6 => self.choice(depth - 1),
            7 => self.arms(depth - 1),
            8 => self.each(depth - 1),
            9 => self.race(depth - 1),
            10 => self.repeated(depth - 1),
            _ => self.call(2),
        };
        step + question
    }

    /// `{ statement* => step }`, with names of its own.
    fn body(&mut self, depth: usize, given: &[&str]) -> String {
        let outside = self.names.len();
        self.names.extend(given.iter().map(|&name| name.to_owned()));
        let (statements, arrow) = (self.statements(depth), self.dice.one_of(&["", "=> "]));
        let result = self.step(depth, false);
        self.names.truncate(outside);
        format!("{{ {statements}{arrow}{result} }}")
    }

    fn choice(&mut self, depth: usize) -> String {
        let head = match self.dice.below(3) {
            0 => format!("let Some(it) = {}", self.call(1)),
            1 => format!("{} > 3", self.name()),
            _ => self.call(1),
        };
        let (first, last) = (self.body(depth, &[]), self.body(depth, &[]));
        let more = if self.dice.once_in(3) {
            format!("else if {} {} ", self.call(1), self.body(depth, &[]))
        } else {
            String::new()
        };
        format!("if {head} {first} {more}else {last}")
    }

    fn arms(&mut self, depth: usize) -> String {
        let (value, guard) = (self.call(1), self.expr(1));
        let arm = self.step(0, false);
        let (some, none) = (self.body(depth, &["it"]), self.body(depth, &[]));
        format!("match {value} {{ Some(it) if {guard} == it => {some} Some(1 | 2) => {arm}, _ => {none} }}")
    }

    fn each(&mut self, depth: usize) -> String {
        let limit = if self.dice.once_in(3) { format!("({})", self.expr(1)) } else { String::new() };
        let test = if self.dice.once_in(3) { format!("if {}", self.call(1)) } else { String::new() };
        let (items, item) = (self.call(1), self.new_name());
        let body = self.body(depth, &[&item]);
        format!("par{limit} for {item} in {items} {test} {body}")
    }

    fn race(&mut self, depth: usize) -> String {
        let (one, two) = (self.body(depth, &[]), self.step(0, false));
        let end = self.dice.one_of(&["", ";"]);
        format!("race {{ {one}; {two}{end} }}")
    }

    fn repeated(&mut self, depth: usize) -> String {
        let (state, seed, turns) = (self.new_name(), self.expr(2), self.name());
        let body = self.body(depth, &[&state]);
        format!("loop({state} = {seed}) max {turns} {body}")
    }

    fn name(&mut self) -> String {
        let outer = self.dice.one_of(&["x", "y", "topic", "r#type", "self"]);
        let bound = self.names.len();
        if bound > 0 && !self.dice.once_in(3) { self.names[self.dice.below(bound)].clone() } else { outer.to_owned() }
    }

    fn call(&mut self, depth: usize) -> String {
        let (function, one) = (self.dice.one_of(&["search", "net::fetch", "Vec::<u8>::from"]), self.expr(depth));
        match self.dice.below(4) {
            0 => format!("{function}(&{one})"),
            1 => format!("{function}({one}, {})", self.expr(depth)),
            2 => format!("({one}).{}({})", self.dice.one_of(&["get", "into_iter", "len"]), self.expr(depth)),
            _ => format!("{}.run()", self.name()),
        }
    }

    fn expr(&mut self, depth: usize) -> String {
        if depth == 0 || !self.dice.once_in(3) {
            return if self.dice.once_in(3) {
                self.dice.one_of(&["1", "2.5", "\"text\"", "'c'", "LIMIT"]).to_owned()
            } else {
                self.name()
            };
        }
        let (one, two) = (self.expr(depth - 1), self.expr(depth - 1));
        match self.dice.below(16) {
            0 => format!("({one} + {two})"),
            1 => format!("&{one}"),
            2 => format!("({one}, {two})"),
            3 => format!("[{one}, {two}]"),
            4 => format!("vec![{one}; 3]"),
            5 => format!("format!(\"{{x}} {{}} {{y:?}}\", {one})"),
            6 => format!("(|it: u8| it + {one})"),
            7 => format!("(move || {one})"),
            8 => format!("Point::<u8> {{ a: {one}, ..{two} }}"),
            9 => format!("{}[{one}]", self.name()),
            10 => format!("({one} as u64)"),
            11 => format!("async move {{ {one}.await }}"),
            12 => format!("{{ let it = {one}; it.max({two}) }}"),
            13 => format!("workflow! {{ inner = search({one}); => ({two}, inner) }}"),
            14 => format!("matches!({one}, Some(it) if it > {two})"),
            _ => self.call(depth - 1),
        }
    }
}
