//! What passes between processes: JSON.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::Codec;
use crate::error::BoxError;
use crate::executor::Recorded;
use crate::named::Named;
use crate::private::Probe;
use crate::private::hold::REFUSED;

/// How an input and a value are written and read.
pub struct Wire<I, A> {
    pub(crate) codec: Codec<I, A>,
    pub(crate) decode_input: fn(&[u8]) -> Result<I, BoxError>,
}

impl<I, A> Wire<I, A> {
    /// What an engine is to be told of a value.
    pub(crate) fn record(&self, value: &A) -> Result<Recorded, BoxError> {
        Ok(Recorded::new((self.codec.encode_value)(value)?, (self.codec.failed)(value)))
    }
}

fn write<T: Serialize>(value: &T) -> Result<Vec<u8>, BoxError> {
    Ok(serde_json::to_vec(value)?)
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, BoxError> {
    Ok(serde_json::from_slice(bytes)?)
}

/// The types of what an agent is given and yields.
pub fn input_and_value<N: Named>() -> Probe<(N::Input, N::Value)> {
    Probe::new()
}

/// The type of what it yields.
pub fn value_alone<N: Named>() -> Probe<N::Value> {
    Probe::new()
}

/// The first choice: an input and a value that can be written and read.
pub trait IsWritten<I, A> {
    /// How; `failed` tells whether a value is a failure.
    fn wire(&self, failed: fn(&A) -> bool) -> Wire<I, A>;
}

impl<I, A> IsWritten<I, A> for &Probe<(I, A)>
where
    I: Serialize + DeserializeOwned,
    A: Serialize + DeserializeOwned,
{
    fn wire(&self, failed: fn(&A) -> bool) -> Wire<I, A> {
        Wire { codec: Codec { encode: write, encode_value: write, decode: read, failed }, decode_input: read }
    }
}

/// The second choice: any others. They were reported.
pub trait IsUnwritten<I, A> {
    /// Nothing.
    fn wire(&self, _failed: fn(&A) -> bool) -> Wire<I, A> {
        unreachable!("{REFUSED}")
    }
}

impl<I, A> IsUnwritten<I, A> for Probe<(I, A)> {}

/// The first choice: a value that may be a failure.
pub trait FailsSometimesOf<A> {
    /// Whether it is.
    fn failed(&self) -> fn(&A) -> bool;
}

impl<T, E> FailsSometimesOf<Result<T, E>> for &Probe<Result<T, E>> {
    fn failed(&self) -> fn(&Result<T, E>) -> bool {
        Result::is_err
    }
}

/// The second choice: a value that is none.
pub trait FailsNever<A> {
    /// No.
    fn failed(&self) -> fn(&A) -> bool {
        |_| false
    }
}

impl<A> FailsNever<A> for Probe<A> {}
