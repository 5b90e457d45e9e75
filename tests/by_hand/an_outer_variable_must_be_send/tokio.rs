use std::rc::Rc;

async fn search(topic: &str) -> usize {
    topic.len()
}

#[tokio::main]
async fn main() {
    let topic: Rc<str> = Rc::from("ownership");
    let found = tokio::spawn(async move { search(&topic).await });
    println!("{}", found.await.unwrap());
}
