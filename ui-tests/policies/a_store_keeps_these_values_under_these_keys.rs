use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use agentflow::workflow;

fn ask(n: u32) -> u32 {
    n
}

fn main() {
    let store: Arc<Mutex<HashMap<String, u32>>> = Arc::default();
    let _plan = workflow! {
        #[cached(key = 1_u32, store = store)]
        answer = ask(1);
        => answer
    };
}
