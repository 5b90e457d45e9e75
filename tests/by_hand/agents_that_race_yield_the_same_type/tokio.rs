async fn number() -> usize {
    1
}

async fn text() -> String {
    String::new()
}

#[tokio::main]
async fn main() {
    let first = tokio::select! {
        number = number() => number,
        text = text() => text,
    };
    println!("{first}");
}
