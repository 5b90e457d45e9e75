//! The smallest workflow: two searches at once, then a merge. Run it with `cargo run --example quickstart`; with `-- --graph`
//! it says what it would do.

use std::time::Duration;

use agentflow::workflow;

fn search(topic: &'static str) -> Vec<String> {
    vec![format!("a note on {topic}")]
}

async fn look_up(topic: String) -> Result<String, std::io::Error> {
    tokio::time::sleep(Duration::from_millis(10)).await; // a request to somewhere
    Ok(format!("the article on {topic}"))
}

fn merge(mut notes: Vec<String>, article: String) -> String {
    notes.push(article);
    notes.join(" and ")
}

fn main() {
    let (x, y) = ("Rc", String::from("Send"));
    let plan = workflow! { par { a = search(x); b = look_up(y)? } => merge(a, b) };
    if std::env::args().any(|argument| argument == "--graph") {
        return print!("{}", plan.graph().to_mermaid());
    }
    match plan.await_result() {
        Ok(answer) => println!("{answer}"),
        Err(error) => eprintln!("{error}"),
    }
}
