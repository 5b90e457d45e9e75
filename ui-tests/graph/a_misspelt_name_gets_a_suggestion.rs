use agentflow::workflow;

fn rank(of: &u32) -> u32 {
    *of
}

fn main() {
    let _plan = workflow! {
        news = 1;
        best = rank(&nwes);
        => best + news
    };
}
