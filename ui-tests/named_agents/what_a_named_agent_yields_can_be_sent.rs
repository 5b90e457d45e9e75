use agentflow::agent;

struct Page {
    text: String,
}

#[agent]
fn fetch(url: &str) -> Page {
    Page { text: url.to_owned() }
}

fn main() {}
