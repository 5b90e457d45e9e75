use std::thread;

fn search(topic: &str) -> usize {
    topic.len()
}

fn merge(a: usize, b: &str) -> usize {
    a + b.len()
}

fn main() {
    let a = thread::spawn(|| search("x"));
    let b = thread::spawn(|| search("y"));
    let (a, b) = (a.join().unwrap(), b.join().unwrap());
    println!("{}", merge(a, b));
}
