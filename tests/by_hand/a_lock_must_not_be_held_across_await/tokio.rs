use std::sync::{Arc, Mutex};

async fn load() -> u32 {
    1
}

async fn add(total: Arc<Mutex<u32>>) -> u32 {
    let mut sum = total.lock().unwrap();
    *sum += load().await;
    *sum
}

#[tokio::main]
async fn main() {
    let total = Arc::new(Mutex::new(0));
    let sum = tokio::spawn(add(total));
    println!("{}", sum.await.unwrap());
}
