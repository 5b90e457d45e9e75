//! What is sent: JSON, as all that passes between processes here.

use std::collections::HashMap;

use temporalio_common::data_converters::RawValue;
use temporalio_common::protos::temporal::api::common::v1::Payload;

/// What a server takes as one payload, less some room for what stands around it.
pub(super) const AT_MOST: usize = 2_000_000;

/// What an engine's pages show as JSON.
pub(super) fn json(bytes: Vec<u8>) -> Payload {
    let encoding = ("encoding".to_owned(), b"json/plain".to_vec());
    Payload { metadata: HashMap::from([encoding]), data: bytes, ..Payload::default() }
}

pub(super) fn one(bytes: Vec<u8>) -> RawValue {
    RawValue::new(vec![json(bytes)])
}

/// With something beside it that is no part of it.
pub(super) fn beside(bytes: Vec<u8>, name: &str, what: Option<String>) -> RawValue {
    let mut payload = json(bytes);
    payload.metadata.extend(what.map(|what| (name.to_owned(), what.into_bytes())));
    RawValue::new(vec![payload])
}

/// What stands there.
pub(super) fn what_is_beside<'a>(value: &'a RawValue, name: &str) -> Option<&'a str> {
    std::str::from_utf8(value.payloads.first()?.metadata.get(name)?).ok()
}

/// The bytes of the first one.
pub(super) fn bytes(value: RawValue) -> Vec<u8> {
    value.payloads.into_iter().next().map(|payload| payload.data).unwrap_or_default()
}

/// Says so if it is more than a server takes.
pub(super) fn fits(what: &str, bytes: &[u8]) -> Result<(), String> {
    if bytes.len() <= AT_MOST {
        return Ok(());
    }
    Err(format!(
        "{what} has {} bytes, and a Temporal server takes {AT_MOST} at most: put it into a store, and hand on where it is",
        bytes.len()
    ))
}
