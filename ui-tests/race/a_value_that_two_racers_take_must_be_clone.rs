use agentflow::workflow;

struct Page;

fn read(_: Page) -> usize {
    1
}

fn main() {
    let _plan = workflow! {
        page = Page;
        first = race { read(page); read(page) };
        => first
    };
}
