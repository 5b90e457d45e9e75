use tokio::sync::oneshot;

async fn rank(of: &u32) -> u32 {
    *of
}

#[tokio::main]
async fn main() {
    let (give_web, web) = oneshot::channel();
    let (give_news, news) = oneshot::channel();
    let first = tokio::spawn(async move {
        let news = news.await.unwrap();
        give_web.send(rank(&news).await).unwrap();
    });
    let second = tokio::spawn(async move {
        let web = web.await.unwrap();
        give_news.send(rank(&web).await).unwrap();
    });
    first.await.unwrap();
    second.await.unwrap();
}
