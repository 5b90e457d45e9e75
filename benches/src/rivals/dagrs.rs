//! dagrs: actions that send what they yield through channels, along the edges of a graph.

use std::sync::Arc;

use async_trait::async_trait;
use dagrs::{Action, Content, DefaultNode, EnvVar, Graph, InChannels, Node, NodeTable, OutChannels, Output};

struct Number(u64);

#[async_trait]
impl Action for Number {
    async fn run(&self, _: &mut InChannels, out: &mut OutChannels, _: Arc<EnvVar>) -> Output {
        out.broadcast(Content::new(self.0)).await;
        Output::empty()
    }
}

struct Sum;

#[async_trait]
impl Action for Sum {
    async fn run(&self, from: &mut InChannels, _: &mut OutChannels, _: Arc<EnvVar>) -> Output {
        let values = from.map(|value| value.ok().and_then(Content::into_inner::<u64>).map_or(0, |n| *n)).await;
        Output::new(values.into_iter().sum::<u64>())
    }
}

/// An action for each number, and one that adds them up.
pub(crate) async fn fan_out(agents: u64) -> u64 {
    let mut table = NodeTable::new();
    let mut graph = Graph::new();
    let sum = DefaultNode::with_action("sum".to_owned(), Sum, &mut table);
    let sum_id = sum.id();
    let numbers: Vec<_> =
        (0..agents).map(|n| DefaultNode::with_action(format!("number {n}"), Number(n), &mut table)).collect();
    let ids: Vec<_> = numbers.iter().map(Node::id).collect();
    graph.add_node(sum).expect("it is the only one of its name");
    for number in numbers {
        graph.add_node(number).expect("it is the only one of its name");
    }
    for id in ids {
        graph.add_edge(id, [sum_id]).expect("both are there");
    }
    graph.set_env(EnvVar::new(table));
    graph.async_start().await.expect("no action fails");
    graph.get_results::<u64>().get(&sum_id).cloned().flatten().map_or(0, |sum| *sum)
}
