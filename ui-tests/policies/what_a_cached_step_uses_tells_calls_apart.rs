use agentflow::workflow;

struct Question;

fn ask(_: &Question) -> usize {
    1
}

fn main() {
    let question = Question;
    let _plan = workflow! {
        #[cached]
        answer = ask(&question);
        => answer
    };
}
