use agentflow::workflow;

fn call(rule: &dyn Fn() -> u32) -> u32 {
    rule()
}

fn main() {
    let rule: Box<dyn Fn() -> u32> = Box::new(|| 3);
    let _plan = workflow! {
        n = call(&rule);
        => n
    };
}
