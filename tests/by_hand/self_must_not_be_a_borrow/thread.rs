use std::thread::{self, JoinHandle};

struct Library {
    books: Vec<String>,
}

impl Library {
    fn count(&self) -> JoinHandle<usize> {
        thread::spawn(|| self.books.len())
    }
}

fn main() {
    let library = Library { books: Vec::new() };
    println!("{}", library.count().join().unwrap());
}
