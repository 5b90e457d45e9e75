use agentflow::workflow;

fn rank(of: &u32) -> u32 {
    *of
}

fn main() {
    let _plan = workflow! {
        web = rank(&news);
        news = 1;
        => web + news
    };
}
