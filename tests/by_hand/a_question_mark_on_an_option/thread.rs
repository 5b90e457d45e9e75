use std::thread;

fn search() -> Option<usize> {
    Some(1)
}

fn main() {
    let found = thread::spawn(|| {
        let found = search()?;
        Ok::<usize, std::io::Error>(found)
    });
    println!("{:?}", found.join().unwrap());
}
