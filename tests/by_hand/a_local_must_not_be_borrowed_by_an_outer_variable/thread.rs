use std::thread;

fn search(topics: &[String]) -> usize {
    topics.len()
}

fn main() {
    let all = vec![String::from("ownership")];
    let topics = &all[..];
    let found = thread::spawn(move || search(topics));
    println!("{}", found.join().unwrap());
}
