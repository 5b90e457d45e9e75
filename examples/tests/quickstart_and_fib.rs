//! Runs the small examples as a user would. `research` has a file of its own.

use std::process::{Command, Output};

use crate::support::example::example;

fn run(command: &mut Command) -> Output {
    command.output().expect("the example can be started")
}

fn stdout(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
    String::from_utf8(output.stdout.clone()).expect("stdout is text")
}

#[test]
fn quickstart_merges_what_two_agents_found() {
    assert_eq!(stdout(&run(&mut example("quickstart"))), "a note on Rc and the article on Send\n");
}

#[test]
fn fib_prints_the_number_and_what_a_join_costs_in_each_form() {
    let stdout = stdout(&run(example("fib").arg("14")));
    let lines: Vec<&str> = stdout.lines().collect();
    assert_eq!(lines[0], "fib(14) = 377");
    assert!(lines[1].starts_with("609 joins, threads: "), "{stdout}");
    let forms = ["a sequential call", "rayon::join by hand", "workflow!", "join_results"];
    assert_eq!(lines.len(), 2 + forms.len(), "{stdout}");
    for (line, form) in lines[2..].iter().zip(forms) {
        assert!(line.trim_start().starts_with(form) && line.contains(" ns a join, "), "{line}");
    }
}

#[test]
fn fib_without_a_join_has_no_times() {
    assert_eq!(stdout(&run(example("fib").arg("0"))), "fib(0) = 0\n");
    assert_eq!(stdout(&run(example("fib").arg("1"))), "fib(1) = 1\n");
}

#[test]
fn fib_wants_one_number_that_it_can_reach() {
    for bad in ["36", "-1", "2.5", "ten", "", "4294967296"] {
        let output = run(example("fib").arg("--").arg(bad));
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.starts_with(&format!("error: invalid value '{bad}' for '[N]'")) || bad.is_empty(), "{said}");
    }
    let output = run(example("fib").args(["1", "2"]));
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("unexpected argument '2'"), "{output:?}");
}

#[test]
fn the_smallest_examples_show_what_they_do_as_the_others_do() {
    for (name, agents) in [("quickstart", "a, "), ("fib", "")] {
        let output = run(example(name).args(["--report"]).args((name == "fib").then_some("3")));
        assert!(output.status.success(), "{output:?}");
        let report = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(report.contains("agents") && report.contains(agents.trim_end_matches(", ")), "{report}");
    }
}
