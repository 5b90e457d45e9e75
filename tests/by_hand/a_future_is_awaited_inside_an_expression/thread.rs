use std::thread;

fn load() -> u32 {
    1
}

fn main() {
    let n = thread::spawn(load) + 1;
    println!("{n}");
}
