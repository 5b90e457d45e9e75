async fn search(topic: &str) -> usize {
    topic.len()
}

fn merge(a: usize, b: &str) -> usize {
    a + b.len()
}

#[tokio::main]
async fn main() {
    let (a, b) = tokio::join!(search("x"), search("y"));
    println!("{}", merge(a, b));
}
