use agentflow::agent;

#[derive(Clone, serde::Serialize, serde::Deserialize)]
struct Index(Vec<String>);

impl Index {
    #[agent]
    fn find(&self, word: &str) -> bool {
        self.0.iter().any(|known| known == word)
    }
}

fn main() {
    let _found = Index(Vec::new()).find("word");
}
