fn search() -> Option<usize> {
    Some(1)
}

#[tokio::main]
async fn main() {
    let found = tokio::spawn(async {
        let found = search()?;
        Ok::<usize, std::io::Error>(found)
    });
    println!("{:?}", found.await.unwrap());
}
