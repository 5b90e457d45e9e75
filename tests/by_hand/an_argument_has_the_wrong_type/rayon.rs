fn search(topic: &str) -> usize {
    topic.len()
}

fn merge(a: usize, b: &str) -> usize {
    a + b.len()
}

fn main() {
    let (a, b) = rayon::join(|| search("x"), || search("y"));
    println!("{}", merge(a, b));
}
