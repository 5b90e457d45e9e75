async fn rank(of: &u32) -> u32 {
    *of
}

#[tokio::main]
async fn main() {
    let web = tokio::spawn(async move { rank(&news).await });
    let news = 1;
    println!("{}", web.await.unwrap() + news);
}
