struct Topic(String);

fn choose() -> Topic {
    Topic(String::from("ownership"))
}

fn search(topic: Topic) -> usize {
    topic.0.len()
}

fn main() {
    let topic = choose();
    let (web, news) = rayon::join(|| search(topic), || search(topic));
    println!("{}", web + news);
}
