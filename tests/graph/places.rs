//! Where agents are written.

use std::sync::{Arc, Mutex};

use agentflow::graph::{Kind, Part};
use agentflow::watch::{Event, What};
use agentflow::{blocking_task, lazy_task, workflow};

/// Name, function and place of an agent.
type Told = (String, String, String);

fn f(n: u32) -> u32 {
    n
}

fn place(part: &Part) -> String {
    part.place.as_ref().expect("it is known").to_string()
}

#[test]
fn of_a_step_it_is_the_line_of_its_name() {
    let line = line!();
    let plan = workflow! {
        a = f(1);
        all = par for n in [a] {
            b = f(n);
            => f(b)
        };
        => all.len()
    };
    let places: Vec<String> = plan.graph().parts().iter().map(place).collect();
    let expected = [2, 3, 4, 5, 7].map(|below| format!("{}:{}", file!(), line + below));
    assert_eq!(places, expected);
}

#[test]
fn of_a_task_it_is_where_its_function_is_called() {
    let line = line!();
    let plan = lazy_task(|| 1).zip(blocking_task(|| 2));
    let places: Vec<String> = plan.graph().parts().iter().map(place).collect();
    assert_eq!(places, [format!("{}:{}", file!(), line + 1), format!("{}:{}", file!(), line + 1)]);
}

#[test]
fn the_agents_of_a_graph_are_those_that_a_run_tells_of() {
    let plan = workflow! {
        par { a = f(1); b = f(2); c = f(a) }
        d = f(b + c);
        e = race { f(d) };
        => f(e)
    };
    let known = plan.graph();
    let known = known.parts().iter().filter(|part| part.kind == Kind::Agent);
    let mut known: Vec<Told> = known.map(|part| (part.name.clone(), part.function.clone(), place(part))).collect();

    let heard: Arc<Mutex<Vec<Told>>> = Arc::default();
    let told = Arc::clone(&heard);
    let watched = plan.watched(move |event: &Event| {
        if matches!(event.what, What::Finished) && !event.function.is_empty() {
            let place = format!("{}:{}", event.location.file(), event.location.line());
            told.lock().unwrap().push((event.name.to_string(), event.function.to_owned(), place));
        }
    });
    assert_eq!(watched.await_result(), 3);
    let mut heard = heard.lock().unwrap().clone();
    known.sort();
    heard.sort();
    assert_eq!(known, heard);
}
