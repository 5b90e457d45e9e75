//! What a join costs: `cargo bench --bench joins`.

#[path = "../examples/fib/joins.rs"]
mod joins;

/// 196,417 joins: some milliseconds.
const N: u32 = 26;

const ROUNDS: usize = 51;

fn main() -> std::io::Result<()> {
    for threads in [1, 2] {
        println!("{}\n", joins::compare(N, threads, ROUNDS)?);
    }
    Ok(())
}
