use std::rc::Rc;

use agentflow::workflow;

fn count(text: &str) -> usize {
    text.len()
}

fn main() {
    let _plan = workflow! {
        long = count("text") > 3;
        found = if long { n = count("text"); => Rc::new(n) } else { panic!("too short") };
        => *found
    };
}
