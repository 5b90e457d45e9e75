use std::rc::Rc;

use agentflow::workflow;

struct Pages(Rc<u32>);

impl Iterator for Pages {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        (*self.0 > 9).then(|| *self.0)
    }
}

fn main() {
    let _plan = workflow! {
        hits = par(2) for page in Pages(Rc::new(3)) { page + 1 };
        => hits
    };
}
