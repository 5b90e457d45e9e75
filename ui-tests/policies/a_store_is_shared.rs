use std::collections::HashMap;
use std::sync::Mutex;

use agentflow::workflow;

fn ask(n: u32) -> u32 {
    n
}

fn main() {
    let store: Mutex<HashMap<u32, u32>> = Mutex::default();
    let _plan = workflow! {
        #[cached(key = 1_u32, store = &store)]
        answer = ask(1);
        => answer
    };
}
