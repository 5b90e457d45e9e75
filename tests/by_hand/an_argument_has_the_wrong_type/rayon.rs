fn search(topic: String) -> Vec<String> {
    vec![topic]
}

fn merge(a: Vec<String>, b: String) -> String {
    a.join(&b)
}

fn main() {
    let (a, b) = rayon::join(|| search(String::from("x")), || search(String::from("y")));
    println!("{}", merge(a, b));
}
