async fn search(topics: &[String]) -> usize {
    topics.len()
}

#[tokio::main]
async fn main() {
    let all = vec![String::from("ownership")];
    let topics = &all[..];
    let found = tokio::spawn(search(topics));
    println!("{}", found.await.unwrap());
}
