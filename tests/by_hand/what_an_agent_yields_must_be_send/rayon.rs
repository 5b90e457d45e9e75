use std::rc::Rc;

fn search() -> Rc<str> {
    Rc::from("ownership")
}

fn main() {
    let (found, other) = rayon::join(search, || 2);
    println!("{}", found.len() + other);
}
