use std::io::Error;

use agentflow::workflow;

struct Page;

fn read(_: Page) -> Result<usize, Error> {
    Ok(1)
}

fn main() {
    let _plan = workflow! {
        page = Page;
        #[retry(3)]
        n = read(page)?;
        => n
    };
}
