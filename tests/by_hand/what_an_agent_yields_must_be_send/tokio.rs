use std::rc::Rc;

async fn search() -> Rc<str> {
    Rc::from("ownership")
}

#[tokio::main]
async fn main() {
    let found = tokio::spawn(search());
    let other = tokio::spawn(async { 2 });
    println!("{}", found.await.unwrap().len() + other.await.unwrap());
}
