use std::thread;

fn search() -> Result<usize, std::io::Error> {
    Ok(1)
}

fn main() {
    let found = thread::spawn(search).join().unwrap();
    println!("{}", found + 1);
}
