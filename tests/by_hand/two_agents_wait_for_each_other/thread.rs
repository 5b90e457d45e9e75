use std::sync::mpsc;
use std::thread;

fn rank(of: &u32) -> u32 {
    *of
}

fn main() {
    let (give_web, web) = mpsc::channel();
    let (give_news, news) = mpsc::channel();
    let first = thread::spawn(move || {
        let news = news.recv().unwrap();
        give_web.send(rank(&news)).unwrap();
    });
    let second = thread::spawn(move || {
        let web = web.recv().unwrap();
        give_news.send(rank(&web)).unwrap();
    });
    first.join().unwrap();
    second.join().unwrap();
}
