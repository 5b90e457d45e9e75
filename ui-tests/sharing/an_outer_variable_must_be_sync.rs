use std::cell::Cell;

use agentflow::workflow;

fn next(counter: &Cell<u32>) -> u32 {
    counter.replace(1)
}

fn main() {
    let counter = Cell::new(0);
    let _plan = workflow! {
        par {
            a = next(&counter);
            b = next(&counter);
        }
        => a + b
    };
}
