use std::cell::Cell;

fn next(counter: &Cell<u32>) -> u32 {
    counter.replace(1)
}

fn main() {
    let counter = Cell::new(0);
    let (a, b) = rayon::join(|| next(&counter), || next(&counter));
    println!("{}", a + b);
}
