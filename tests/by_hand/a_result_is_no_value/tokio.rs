async fn search() -> Result<usize, std::io::Error> {
    Ok(1)
}

#[tokio::main]
async fn main() {
    let found = tokio::spawn(search()).await.unwrap();
    println!("{}", found + 1);
}
