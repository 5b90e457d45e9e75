use std::thread;

fn search(topic: &str) -> usize {
    topic.len()
}

fn plan(topic: &str) -> usize {
    let found = thread::spawn(|| search(topic));
    found.join().unwrap()
}

fn main() {
    println!("{}", plan("ownership"));
}
