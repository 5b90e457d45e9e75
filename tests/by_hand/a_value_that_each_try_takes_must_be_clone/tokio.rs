use std::io::Error;

struct Page;

async fn read(_: Page) -> Result<usize, Error> {
    Ok(1)
}

#[tokio::main]
async fn main() {
    let page = Page;
    for _ in 0..3 {
        if let Ok(n) = read(page).await {
            println!("{n}");
            break;
        }
    }
}
