async fn search(topic: &str) -> usize {
    topic.len()
}

async fn plan(topic: &str) -> usize {
    let found = tokio::spawn(search(topic));
    found.await.unwrap()
}

#[tokio::main]
async fn main() {
    println!("{}", plan("ownership").await);
}
