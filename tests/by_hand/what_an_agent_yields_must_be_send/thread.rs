use std::rc::Rc;
use std::thread;

fn search() -> Rc<str> {
    Rc::from("ownership")
}

fn main() {
    let found = thread::spawn(search);
    let other = thread::spawn(|| 2);
    println!("{}", found.join().unwrap().len() + other.join().unwrap());
}
