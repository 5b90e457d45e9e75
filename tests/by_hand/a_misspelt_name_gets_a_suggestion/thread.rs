use std::thread;

fn rank(of: &u32) -> u32 {
    *of
}

fn main() {
    let news = 1;
    let best = thread::spawn(move || rank(&nwes));
    println!("{}", best.join().unwrap() + news);
}
