use std::thread;

fn search(topic: String) -> Vec<String> {
    vec![topic]
}

fn merge(a: Vec<String>, b: String) -> String {
    a.join(&b)
}

fn main() {
    let a = thread::spawn(|| search(String::from("x")));
    let b = thread::spawn(|| search(String::from("y")));
    let (a, b) = (a.join().unwrap(), b.join().unwrap());
    println!("{}", merge(a, b));
}
