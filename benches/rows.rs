//! `cargo bench`: see `src/lib.rs`.

fn main() -> std::process::ExitCode {
    agentflow_benches::main(env!("CARGO_BIN_EXE_memory"))
}
