fn rank(of: &u32) -> u32 {
    *of
}

fn main() {
    let news = 1;
    let (best, other) = rayon::join(|| rank(&nwes), || rank(&2));
    println!("{}", best + news + other);
}
