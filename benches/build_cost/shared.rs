//! What all copies of the flow use.

/// The error of an agent.
#[derive(Clone, Copy, Debug)]
pub struct Failure(pub &'static str);

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Failure {}

/// Stands for what a real agent waits for.
pub async fn pause() -> Result<(), Failure> {
    tokio::time::sleep(std::time::Duration::from_micros(1)).await;
    Ok(())
}
