use std::thread;

fn rank(of: &u32) -> u32 {
    *of
}

fn main() {
    let web = thread::spawn(move || rank(&news));
    let news = 1;
    println!("{}", web.join().unwrap() + news);
}
