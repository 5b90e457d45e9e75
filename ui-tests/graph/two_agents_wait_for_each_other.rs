use agentflow::workflow;

fn rank(of: &u32) -> u32 {
    *of
}

fn main() {
    let _plan = workflow! {
        par {
            web = rank(&news);
            news = rank(&web);
        }
        => web
    };
}
