use std::thread;

struct Report {
    hits: usize,
}

fn search() -> Result<usize, std::io::Error> {
    Ok(1)
}

fn main() {
    let hits = thread::spawn(search).join().unwrap();
    let report = Report { hits };
    println!("{}", report.hits);
}
