//! Graphs with latencies, made up from a seed.

/// A binding of a block: how long it takes, and which ones before it it needs.
pub(crate) struct Binding {
    pub(crate) ms: u64,
    pub(crate) needs: Vec<usize>,
}

/// Numbers that look like chance, the same for the same seed on every machine (xorshift).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn seeded(seed: u64) -> Self {
        Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }

    /// Mostly short, sometimes very long.
    fn latency(&mut self) -> u64 {
        let base = 1 + self.below(100);
        if self.below(10) == 0 { base * 20 } else { base }
    }
}

/// Each binding needs up to three of those before it, whichever they are.
pub(crate) fn any(size: usize, dice: &mut Dice) -> Vec<Binding> {
    let mut bindings = Vec::new();
    for index in 0..size {
        let mut needs: Vec<usize> = Vec::new();
        if index > 0 {
            for _ in 0..dice.below(4) {
                needs.push(pick(index, dice));
            }
        }
        needs.sort_unstable();
        needs.dedup();
        bindings.push(Binding { ms: dice.latency(), needs });
    }
    bindings
}

/// Blocks in series and in parallel, nested at random.
pub(crate) fn series_parallel(size: usize, dice: &mut Dice) -> Vec<Binding> {
    let mut bindings = Vec::new();
    compose(size, &[], &mut bindings, dice);
    bindings
}

/// Adds `size` bindings, the first of which need `before`. Gives the last of them.
fn compose(size: usize, before: &[usize], bindings: &mut Vec<Binding>, dice: &mut Dice) -> Vec<usize> {
    if size == 1 {
        bindings.push(Binding { ms: dice.latency(), needs: before.to_vec() });
        return vec![bindings.len() - 1];
    }
    let first = 1 + pick(size - 1, dice);
    let ends = compose(first, before, bindings, dice);
    // Whatever joins too many ends would make the block hard to read.
    if dice.below(2) == 0 && before.len() + ends.len() < 8 {
        let others = compose(size - first, before, bindings, dice);
        [ends, others].concat()
    } else {
        compose(size - first, &ends, bindings, dice)
    }
}

fn pick(end: usize, dice: &mut Dice) -> usize {
    usize::try_from(dice.below(end as u64)).unwrap_or(0)
}
