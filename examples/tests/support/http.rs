//! Requests, as far as servers for tests need them.

use std::io::{self, BufRead as _, BufReader, Read as _};
use std::net::TcpStream;

/// A request that has come in.
pub(crate) struct Request {
    /// Method and path.
    pub(crate) target: String,
    /// The header lines, in lower case.
    pub(crate) headers: Vec<String>,
    pub(crate) body: Vec<u8>,
}

impl Request {
    pub(crate) fn read(stream: &TcpStream) -> io::Result<Self> {
        let mut reader = BufReader::new(stream);
        let mut target = String::new();
        reader.read_line(&mut target)?;
        let mut headers = Vec::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            let line = line.trim().to_lowercase();
            if line.is_empty() {
                break;
            }
            headers.push(line);
        }
        let length = headers.iter().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
        let mut body = vec![0; length.unwrap_or(0)];
        reader.read_exact(&mut body)?;
        Ok(Request { target: target.trim().to_owned(), headers, body })
    }
}
