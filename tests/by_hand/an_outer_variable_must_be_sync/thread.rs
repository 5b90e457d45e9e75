use std::cell::Cell;
use std::thread;

fn next(counter: &Cell<u32>) -> u32 {
    counter.replace(1)
}

fn main() {
    let counter = Cell::new(0);
    let sum = thread::scope(|scope| {
        let a = scope.spawn(|| next(&counter));
        let b = scope.spawn(|| next(&counter));
        a.join().unwrap() + b.join().unwrap()
    });
    println!("{sum}");
}
