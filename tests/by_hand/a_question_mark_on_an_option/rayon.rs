fn search() -> Option<usize> {
    Some(1)
}

fn main() {
    let (found, other) = rayon::join(|| Ok::<usize, std::io::Error>(search()?), || 2);
    println!("{found:?} {other}");
}
