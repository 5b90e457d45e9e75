async fn load() -> u32 {
    1
}

#[tokio::main]
async fn main() {
    let n = tokio::spawn(async { load() + 1 });
    println!("{}", n.await.unwrap());
}
