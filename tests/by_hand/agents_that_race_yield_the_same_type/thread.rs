use std::sync::mpsc;
use std::thread;

fn number() -> usize {
    1
}

fn text() -> String {
    String::new()
}

fn main() {
    let (sender, first) = mpsc::channel();
    let other = sender.clone();
    thread::spawn(move || sender.send(number()));
    thread::spawn(move || other.send(text()));
    println!("{}", first.recv().unwrap());
}
