use std::cell::Cell;

use agentflow::workflow;

fn start() -> Cell<u32> {
    Cell::new(0)
}

fn next(counter: &Cell<u32>) -> u32 {
    counter.replace(1)
}

fn main() {
    let _plan = workflow! {
        counter = start();
        par {
            a = next(&counter);
            b = next(&counter);
        }
        => a + b
    };
}
