use agentflow::workflow;

struct Page(String);

fn fetch() -> Page {
    Page(String::from("a b"))
}

fn count(page: &Page) -> usize {
    page.0.len()
}

fn keep(page: Page) -> String {
    page.0
}

fn main() {
    let _plan = workflow! {
        page = fetch();
        par {
            length = count(&page);
            text = keep(page);
        }
        => (length, text)
    };
}
