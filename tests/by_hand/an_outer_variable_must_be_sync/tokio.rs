use std::cell::Cell;
use std::sync::Arc;

fn next(counter: &Cell<u32>) -> u32 {
    counter.replace(1)
}

#[tokio::main]
async fn main() {
    let counter = Arc::new(Cell::new(0));
    let other = Arc::clone(&counter);
    let a = tokio::spawn(async move { next(&counter) });
    let b = tokio::spawn(async move { next(&other) });
    println!("{}", a.await.unwrap() + b.await.unwrap());
}
