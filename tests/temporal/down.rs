//! A server that is down: whoever asks is told where there is none, and workers go on when it is back.

use std::net::TcpListener;
use std::thread;

use agentflow::executor::{Temporal, TemporalError, Worker};
use agentflow::named::Registry;
use agentflow::{AgentTask, plan, workflow};

use crate::agents::{approve, double, work};
use crate::server::Server;
use crate::wait::status_when;

/// So that it goes on while its server is down, and waits for somebody.
#[plan]
fn goes_on(n: u64) -> AgentTask<u64> {
    workflow! {
        par { yes = approve("go on?"); a = work(n) }
        b = double(a >> 8);
        => if yes { b } else { 0 }
    }
}

#[test]
fn a_server_that_is_down_is_told_of_by_its_address_and_nothing_is_lost() {
    let server = Server::start();
    let temporal = server.connect("down");
    let registry = Registry::new().agent::<double>().agent::<work>().plan::<goes_on>();
    let _serving = Worker::new(registry).answered::<approve>().start(&temporal).unwrap();
    let run = temporal.submit::<goes_on>("before", (1,)).unwrap();
    status_when(&run, |status| !status.asked.is_empty());

    server.kill();
    let told = |error: TemporalError| {
        assert!(error.is_unreachable(), "{error}");
        let says = format!("no Temporal server answers at {}: start one", server.address());
        assert!(error.to_string().starts_with(&says), "{error}");
    };
    // Each of them tries it for some seconds.
    thread::scope(|scope| {
        scope.spawn(|| told(temporal.submit::<goes_on>("meanwhile", (2,)).unwrap_err()));
        scope.spawn(|| told(run.status().unwrap_err()));
        scope.spawn(|| told(run.result().unwrap_err()));
        scope.spawn(|| told(run.answer::<approve>(&true).unwrap_err()));
        scope.spawn(|| told(run.history().unwrap_err()));
        scope.spawn(|| told(run.cancel().unwrap_err()));
    });

    server.start_again();
    let expected = |n| goes_on(n).await_result();
    run.answer::<approve>(&true).unwrap();
    assert_eq!(run.result().unwrap(), expected(1));
    let run = temporal.submit::<goes_on>("meanwhile", (2,)).unwrap();
    run.answer::<approve>(&true).unwrap();
    assert_eq!(run.result().unwrap(), expected(2));
}

#[test]
fn nobody_listens() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let error = Temporal::connect(&format!("127.0.0.1:{port}")).unwrap_err();
    assert!(error.is_unreachable());
    assert!(
        error.to_string().starts_with(&format!("no Temporal server answers at 127.0.0.1:{port}: start one")),
        "{error}"
    );
    assert!(Temporal::connect("http://").unwrap_err().to_string().starts_with("`http://` is no address"));
}
