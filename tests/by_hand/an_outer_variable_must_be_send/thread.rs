use std::rc::Rc;
use std::thread;

fn search(topic: &str) -> usize {
    topic.len()
}

fn main() {
    let topic: Rc<str> = Rc::from("ownership");
    let found = thread::spawn(move || search(&topic));
    println!("{}", found.join().unwrap());
}
