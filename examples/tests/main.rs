//! Runs the built examples as a user would: what they print, and what they say of bad input.

mod support {
    pub(crate) mod collector;
    pub(crate) mod example;
    pub(crate) mod http;
    pub(crate) mod model_server;
    pub(crate) mod pty;
    pub(crate) mod run;
    pub(crate) mod scratch;
}

#[path = "../../tests/support/kept.rs"]
mod kept;

mod audit;
mod fix;
mod graphs;
mod journal;
mod live;
mod otlp;
mod quickstart_and_fib;
mod research;
mod review;
mod router;
mod tools;
