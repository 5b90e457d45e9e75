//! The chapter on purely functional parallelism, section by section, with the library that it designs.

mod support {
    pub(crate) mod executors;
}

/// 7.1 starts from a sequential divide and conquer, and finds the three functions that make it parallel.
mod section_7_1_designing_the_api {
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::sync::{Arc, Barrier};

    use agentflow::executor::Pool;
    use agentflow::{AgentTask, completed_task, join_results, spawn_agent};

    use crate::support::executors;

    fn search(source: &str) -> String {
        format!("what {source} says")
    }

    fn sources() -> Vec<String> {
        ["an atlas", "a diary", "a lexicon", "a map", "a song"].map(str::to_owned).into()
    }

    /// The starting point: one source after the other, on the stack of the caller.
    fn research_in_turn(sources: &[String]) -> String {
        match sources {
            [] => search(""),
            [source] => search(source),
            more => {
                let (left, right) = more.split_at(more.len() / 2);
                format!("{}\n{}", research_in_turn(left), research_in_turn(right))
            }
        }
    }

    /// Where the section arrives. It hands borrowed halves to an agent that has to be `'static`, which can't be: here
    /// each agent owns its half. It clones it for each run, because a description can be run again.
    fn research(sources: &[String]) -> AgentTask<String> {
        match sources {
            [] => completed_task(search("")),
            [source] => completed_task(search(source)),
            more => {
                let (left, right) = more.split_at(more.len() / 2);
                let (left, right) = (left.to_vec(), right.to_vec());
                join_results(
                    spawn_agent(move || research(&left)),
                    spawn_agent(move || research(&right)),
                    |left, right| format!("{left}\n{right}"),
                )
            }
        }
    }

    #[test]
    fn a_value_goes_in_and_comes_out() {
        assert_eq!(AgentTask::completed_task(42).await_result(), 42);
    }

    #[test]
    fn waiting_for_each_half_in_turn_is_still_sequential() {
        static CALLS: AtomicU32 = AtomicU32::new(0);
        let call = || CALLS.fetch_add(1, Ordering::Relaxed);
        // An argument is evaluated before the function it is passed to: the work is done before anyone waits for it.
        let (left, right) = (completed_task(call()), completed_task(call()));
        assert_eq!(CALLS.load(Ordering::Relaxed), 2);
        assert_eq!((left.await_result(), right.await_result()), (0, 1));
    }

    #[test]
    fn an_agent_does_not_start_when_it_is_described() {
        let calls = Arc::new(AtomicU32::new(0));
        let seen = Arc::clone(&calls);
        let agent = spawn_agent(move || completed_task(seen.fetch_add(1, Ordering::Relaxed)));
        assert_eq!(calls.load(Ordering::Relaxed), 0);
        assert_eq!(agent.await_result(), 0);
        assert_eq!(calls.load(Ordering::Relaxed), 1);
    }

    #[test]
    fn the_parallel_research_finds_what_the_sequential_one_does() {
        for end in 0..=sources().len() {
            let some = &sources()[..end];
            assert_eq!(executors::value(&research(some)), research_in_turn(some));
        }
    }

    #[test]
    fn the_two_halves_run_at_once() {
        let both_are_running = Arc::new(Barrier::new(2));
        let half = |n: u32| {
            let barrier = Arc::clone(&both_are_running);
            spawn_agent(move || {
                barrier.wait();
                completed_task(n)
            })
        };
        let pool = Pool::with_threads(2).unwrap();
        let plan = AgentTask::join_results(half(6), half(7), |left, right| left * right);
        assert_eq!(plan.run_on(&pool), 42);
    }

    #[test]
    fn a_description_can_be_run_again() {
        let plan = research(&sources());
        assert_eq!(plan.clone().await_result(), plan.await_result());
    }
}

/// 7.2 says what a task is: a function from an executor to a future result.
mod section_7_2_a_representation {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use agentflow::executor::{BoxFuture, Class, Executor, Inline, Job, Plan, Workers};
    use agentflow::{AgentTask, blocking_task, completed_task, join_results, lazy_task};

    /// A thread for each job, and a count of the jobs.
    #[derive(Clone, Default)]
    struct Counting(Arc<AtomicU32>);

    impl Workers for Counting {
        fn spawn(&self, _class: Class, job: Job) {
            self.0.fetch_add(1, Ordering::Relaxed);
            std::thread::spawn(job);
        }

        fn spawn_async(&self, future: BoxFuture<()>) {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            std::thread::spawn(move || runtime.block_on(future));
        }
    }

    impl Executor for Counting {
        fn block_on(&self, plan: &mut Plan<'_>) {
            if let Some(rest) = plan(Arc::new(self.clone())) {
                tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(rest);
            }
        }
    }

    fn jobs_of<A: Send + 'static>(plan: AgentTask<A>) -> u32 {
        let executor = Counting::default();
        plan.run_on(&executor);
        executor.0.load(Ordering::Relaxed)
    }

    #[test]
    fn the_executor_is_an_argument_that_comes_last() {
        let plan = join_results(lazy_task(|| 6), blocking_task(|| 7), |a, b| a * b);
        assert_eq!(plan.clone().run_on(&Inline), 42);
        assert_eq!(plan.run_on(&Counting::default()), 42);
    }

    #[test]
    fn a_value_that_is_there_asks_nothing_of_the_executor() {
        assert_eq!(jobs_of(completed_task(42)), 0);
    }

    #[test]
    fn a_call_that_waits_asks_for_a_thread() {
        assert_eq!(jobs_of(blocking_task(|| 42)), 1);
    }

    #[test]
    fn a_description_is_shared_by_cloning_a_pointer() {
        let captured = Arc::new(());
        let seen = Arc::clone(&captured);
        let plan = lazy_task(move || Arc::strong_count(&seen));
        let clones = [plan.clone(), plan.clone(), plan];
        assert_eq!(Arc::strong_count(&captured), 2);
        drop(clones);
        assert_eq!(Arc::strong_count(&captured), 1);
    }
}

/// 7.3 writes the combinators.
mod section_7_3_combinators {
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::thread;

    use agentflow::executor::Pool;
    use agentflow::{AgentTask, completed_task, join_results, lazy_task, spawn_agent};

    use crate::support::executors;

    #[test]
    fn a_completed_task_gives_its_value_to_every_run() {
        let plan = completed_task(String::from("there"));
        assert_eq!(plan.clone().await_result(), "there");
        assert_eq!(plan.await_result(), "there");
    }

    /// The chapter's definition of the lazy form.
    fn lazy_by_hand<A: Clone + Send + 'static>(f: impl Fn() -> A + Send + Sync + 'static) -> AgentTask<A> {
        spawn_agent(move || completed_task(f()))
    }

    #[test]
    fn a_lazy_task_is_an_agent_that_completes() {
        let f = || 6 * 7;
        assert_eq!(executors::value(&lazy_task(f)), executors::value(&lazy_by_hand(f)));
    }

    #[test]
    fn a_lazy_task_computes_once_a_run() {
        static CALLS: AtomicU32 = AtomicU32::new(0);
        let plan = lazy_task(|| CALLS.fetch_add(1, Ordering::Relaxed));
        assert_eq!([plan.clone().await_result(), plan.await_result()], [0, 1]);
    }

    #[test]
    fn joining_keeps_left_and_right_apart() {
        let plan = join_results(lazy_task(|| "left"), lazy_task(|| "right"), |l, r| [l, r]);
        assert_eq!(executors::value(&plan), ["left", "right"]);
    }

    #[test]
    fn the_two_sides_of_a_join_may_have_different_types() {
        let plan = join_results(completed_task("ab"), lazy_task(|| 3_usize), str::repeat);
        assert_eq!(executors::value(&plan), "ababab");
    }

    #[test]
    fn agents_that_are_joined_leave_the_thread_of_the_caller() {
        let here = thread::current().id();
        let pool = Pool::with_threads(1).unwrap();
        let place = || spawn_agent(|| completed_task(thread::current().id()));
        let (left, right) = place().zip(place()).run_on(&pool);
        assert_ne!(left, here);
        assert_eq!(left, right, "one worker is all there is");
    }
}

/// 7.4 states the law that a sub-agent changes where, never what, and asks when waiting deadlocks.
mod section_7_4_laws_and_deadlocks {
    use agentflow::executor::Pool;
    use agentflow::{AgentTask, completed_task, join_results, lazy_task, spawn_agent};

    use crate::support::executors;

    #[test]
    fn a_sub_agent_yields_what_its_task_yields() {
        let x = || join_results(lazy_task(|| 20), completed_task(22), |a, b| a + b);
        assert_eq!(executors::value(&spawn_agent(x)), executors::value(&x()));
    }

    /// An agent in an agent in an agent: each level keeps its thread busy if the executor waits for the inner one.
    fn nested(levels: u32) -> AgentTask<u32> {
        if levels == 0 { completed_task(0) } else { spawn_agent(move || nested(levels - 1)).map(|inner| inner + 1) }
    }

    #[test]
    fn agents_nested_deeper_than_the_pool_has_threads_do_not_deadlock() {
        let pool = Pool::with_threads(1).unwrap();
        assert_eq!(nested(1_000).run_on(&pool), 1_000);
    }

    #[test]
    fn an_agent_may_even_wait_for_another_run_on_the_only_thread() {
        let pool = Pool::with_threads(1).unwrap();
        let inside = pool.clone();
        let agent = move || lazy_task(|| 21).zip(lazy_task(|| 21)).run_on(&inside);
        let plan = lazy_task(agent).zip(completed_task("done"));
        assert_eq!(plan.run_on(&pool), ((21, 21), "done"));
    }
}

/// 7.5 derives more from what is there, without a look inside a task.
mod section_7_5_derived_combinators {
    use agentflow::{
        AgentTask, async_function, completed_task, join_results, lazy_task, parallel_filter, sequence_tasks,
        spawn_agent,
    };

    use crate::support::executors;

    fn length(word: &'static str) -> usize {
        word.len()
    }

    #[test]
    fn a_tool_is_lifted_by_delaying_its_call() {
        let by_hand = |word: &'static str| spawn_agent(move || completed_task(length(word)));
        let lifted = async_function(length);
        for word in ["", "word", "several words"] {
            assert_eq!(executors::value(&lifted(word)), executors::value(&by_hand(word)));
        }
    }

    /// A list of tasks, put together by joins of one task and the rest.
    fn sequence_by_hand(mut tasks: Vec<AgentTask<u32>>) -> AgentTask<Vec<u32>> {
        match tasks.pop() {
            None => completed_task(Vec::new()),
            Some(last) => join_results(sequence_by_hand(tasks), last, |mut all, one| {
                all.push(one);
                all
            }),
        }
    }

    #[test]
    fn a_list_of_tasks_becomes_a_task_of_a_list() {
        for length in [0, 1, 2, 3, 10, 33] {
            let tasks: Vec<_> = (0..length).map(|n| lazy_task(move || n * n)).collect();
            let squares: Vec<u32> = (0..length).map(|n| n * n).collect();
            assert_eq!(executors::value(&sequence_by_hand(tasks.clone())), squares);
            assert_eq!(executors::value(&sequence_tasks(tasks)), squares);
        }
    }

    #[test]
    fn a_parallel_filter_keeps_the_relevant_documents_in_order() {
        let documents = vec!["Rc is not Send", "a recipe for bread", "Send and Sync", "a song"];
        let is_relevant = |document: &&'static str| document.contains("Send");
        let by_hand: Vec<_> = documents.iter().copied().filter(|document| is_relevant(document)).collect();
        assert_eq!(executors::value(&parallel_filter(documents, is_relevant)), by_hand);
    }
}

/// Exercise 7.11: one of two tasks, by a condition.
mod exercise_7_11_choice {
    use agentflow::{AgentTask, completed_task, lazy_task, router};

    use crate::support::executors;

    fn never() -> AgentTask<&'static str> {
        lazy_task(|| unreachable!("the branch that is not chosen must not start"))
    }

    #[test]
    fn the_tool_is_used_while_it_works() {
        let works = lazy_task(|| true);
        assert_eq!(executors::value(&router(works, completed_task("the tool"), never())), "the tool");
    }

    #[test]
    fn the_fallback_is_used_when_the_tool_fails() {
        let works = lazy_task(|| "seven".parse::<u32>().is_ok());
        assert_eq!(executors::value(&router(works, never(), completed_task("the fallback"))), "the fallback");
    }
}

/// Exercise 7.13: the rest of the plan as a function of a value, the most general choice.
mod exercise_7_13_flat_map {
    use agentflow::{AgentTask, completed_task, dynamic_planner, join_results, lazy_task, router, spawn_agent};

    use crate::support::executors;

    /// How many steps a number takes to 1: how long the plan is, only its values tell.
    fn steps_to_one(n: u64, steps: u32) -> AgentTask<u32> {
        match n {
            1 => completed_task(steps),
            n if n % 2 == 0 => dynamic_planner(lazy_task(move || n / 2), move |n| steps_to_one(n, steps + 1)),
            n => dynamic_planner(lazy_task(move || 3 * n + 1), move |n| steps_to_one(n, steps + 1)),
        }
    }

    #[test]
    fn a_plan_may_be_as_long_as_its_values_say() {
        assert_eq!(executors::value(&steps_to_one(27, 0)), 111);
    }

    #[test]
    fn a_router_is_a_planner_with_two_answers() {
        let by_hand = |holds: bool| {
            dynamic_planner(completed_task(holds), |holds| completed_task(if holds { "yes" } else { "no" }))
        };
        for holds in [true, false] {
            let routed = router(completed_task(holds), completed_task("yes"), completed_task("no"));
            assert_eq!(executors::value(&routed), executors::value(&by_hand(holds)));
        }
    }

    #[test]
    fn a_choice_among_many_needs_no_more_than_a_planner() {
        let plans = [completed_task("zero"), lazy_task(|| "one"), spawn_agent(|| completed_task("two"))];
        let choose = dynamic_planner(lazy_task(|| 2_usize), move |index| plans[index].clone());
        assert_eq!(executors::value(&choose), "two");
    }

    #[test]
    fn even_a_join_can_be_written_with_planners_but_then_nothing_is_at_once() {
        let joined = join_results(lazy_task(|| 6), lazy_task(|| 7), |a, b| a * b);
        let planned =
            dynamic_planner(lazy_task(|| 6), |a| dynamic_planner(lazy_task(|| 7), move |b| completed_task(a * b)));
        assert_eq!(executors::value(&joined), executors::value(&planned));
    }
}
