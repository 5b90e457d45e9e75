async fn rank(of: &u32) -> u32 {
    *of
}

#[tokio::main]
async fn main() {
    let news = 1;
    let best = tokio::spawn(async move { rank(&nwes).await });
    println!("{}", best.await.unwrap() + news);
}
