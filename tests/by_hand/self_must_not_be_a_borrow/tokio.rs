use tokio::task::JoinHandle;

struct Library {
    books: Vec<String>,
}

impl Library {
    fn count(&self) -> JoinHandle<usize> {
        tokio::spawn(async move { self.books.len() })
    }
}

#[tokio::main]
async fn main() {
    let library = Library { books: Vec::new() };
    println!("{}", library.count().await.unwrap());
}
