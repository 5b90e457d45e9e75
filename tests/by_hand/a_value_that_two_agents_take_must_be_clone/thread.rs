use std::thread;

struct Topic(String);

fn choose() -> Topic {
    Topic(String::from("ownership"))
}

fn search(topic: Topic) -> usize {
    topic.0.len()
}

fn main() {
    let topic = choose();
    let web = thread::spawn(move || search(topic));
    let news = thread::spawn(move || search(topic));
    println!("{}", web.join().unwrap() + news.join().unwrap());
}
