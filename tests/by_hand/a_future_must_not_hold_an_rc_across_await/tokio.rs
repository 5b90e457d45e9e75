use std::rc::Rc;

async fn search(topic: String) -> usize {
    let local = Rc::new(topic);
    std::future::ready(()).await;
    local.len()
}

#[tokio::main]
async fn main() {
    let found = tokio::spawn(search(String::from("ownership")));
    println!("{}", found.await.unwrap());
}
