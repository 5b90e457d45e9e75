use agentflow::workflow;

struct Answer;

fn ask(_: u32) -> Answer {
    Answer
}

fn main() {
    let _plan = workflow! {
        #[cached]
        answer = ask(1);
        => answer
    };
}
