fn rank(of: &u32) -> u32 {
    *of
}

fn main() {
    let (web, other) = rayon::join(|| rank(&news), || rank(&2));
    let news = 1;
    println!("{}", web + other + news);
}
