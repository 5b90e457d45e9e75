struct Report {
    hits: usize,
}

fn search() -> Result<usize, std::io::Error> {
    Ok(1)
}

fn main() {
    let (hits, other) = rayon::join(search, || 2);
    let report = Report { hits };
    println!("{}", report.hits + other);
}
