struct Topic(String);

fn choose() -> Topic {
    Topic(String::from("ownership"))
}

async fn search(topic: Topic) -> usize {
    topic.0.len()
}

#[tokio::main]
async fn main() {
    let topic = choose();
    let (web, news) = tokio::join!(search(topic), search(topic));
    println!("{}", web + news);
}
