async fn search(topic: String) -> Vec<String> {
    vec![topic]
}

fn merge(a: Vec<String>, b: String) -> String {
    a.join(&b)
}

#[tokio::main]
async fn main() {
    let (a, b) = tokio::join!(search(String::from("x")), search(String::from("y")));
    println!("{}", merge(a, b));
}
