use agentflow::{AgentTask, workflow};

struct Library {
    books: Vec<String>,
}

impl Library {
    fn count(&self) -> AgentTask<usize> {
        workflow! {
            books = self.books.len();
            => books
        }
    }
}

fn main() {
    let library = Library { books: Vec::new() };
    let _plan = library.count();
}
