fn search() -> Result<usize, std::io::Error> {
    Ok(1)
}

fn main() {
    let (found, other) = rayon::join(search, || 2);
    println!("{}", found + 1 + other);
}
