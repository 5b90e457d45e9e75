struct Report {
    hits: usize,
}

async fn search() -> Result<usize, std::io::Error> {
    Ok(1)
}

#[tokio::main]
async fn main() {
    let hits = tokio::spawn(search()).await.unwrap();
    let report = Report { hits };
    println!("{}", report.hits);
}
