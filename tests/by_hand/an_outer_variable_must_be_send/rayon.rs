use std::rc::Rc;

fn search(topic: &str) -> usize {
    topic.len()
}

fn main() {
    let topic: Rc<str> = Rc::from("ownership");
    let (web, news) = rayon::join(|| search(&topic), || search("news"));
    println!("{}", web + news);
}
