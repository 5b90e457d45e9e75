//! Counts the bytes that a work takes at its peak: `src/memory.rs` runs it.

use peak_alloc::PeakAlloc;

#[global_allocator]
static COUNTING: PeakAlloc = PeakAlloc;

fn main() -> std::process::ExitCode {
    agentflow_benches::count_memory()
}
