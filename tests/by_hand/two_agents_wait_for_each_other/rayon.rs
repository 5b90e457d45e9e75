use std::sync::mpsc;

fn rank(of: &u32) -> u32 {
    *of
}

fn main() {
    let (give_web, web) = mpsc::channel();
    let (give_news, news) = mpsc::channel();
    rayon::join(
        move || {
            let news = news.recv().unwrap();
            give_web.send(rank(&news)).unwrap();
        },
        move || {
            let web = web.recv().unwrap();
            give_news.send(rank(&web)).unwrap();
        },
    );
}
