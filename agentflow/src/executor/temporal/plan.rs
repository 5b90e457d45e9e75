//! A plan as what the SDK registers. All it adds is a name, and what is heard from outside.

use std::any::Any;
use std::cell::RefCell;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;

use temporalio_common::WorkflowDefinition;
use temporalio_common::data_converters::{PayloadConverter, RawValue};
use temporalio_common::protos::temporal::api::common::v1::Payloads;
use temporalio_sdk::workflows::{WorkflowDefinitionDescriptor, WorkflowError, WorkflowImplementation};
use temporalio_sdk::{WorkflowContext, WorkflowContextView, WorkflowTermination};
use temporalio_workflow::workflow_interceptors::WorkflowOutputValue;

use super::board::Board;
use super::drive::drive;
use super::payload;
use super::worker::Plans;
use crate::named::Plan;

/// What a run is asked for, to know how far it is.
pub(super) const STATUS: &str = "status";

/// The type of a plan, by its name.
pub(super) struct Type<N>(PhantomData<fn() -> N>);

impl<N: Plan> WorkflowDefinition for Type<N> {
    type Input = RawValue;
    type Output = RawValue;

    fn name(&self) -> &str {
        N::NAME
    }
}

/// A run of a plan, as far as others see it.
pub(super) struct Hosted<N> {
    plans: Arc<Plans>,
    board: Rc<RefCell<Board>>,
    plan: PhantomData<fn() -> N>,
}

impl<N> Hosted<N> {
    pub(super) fn new(plans: Arc<Plans>) -> Self {
        Hosted { plans, board: Rc::default(), plan: PhantomData }
    }

    pub(super) fn plans(&self) -> Arc<Plans> {
        Arc::clone(&self.plans)
    }

    pub(super) fn board(&self) -> Rc<RefCell<Board>> {
        Rc::clone(&self.board)
    }
}

type Local<T> = Pin<Box<dyn Future<Output = T>>>;
type Output = Box<dyn WorkflowOutputValue>;

impl<N: Plan> WorkflowImplementation for Hosted<N> {
    type Run = Type<N>;

    const HAS_INIT: bool = false;
    const INIT_TAKES_INPUT: bool = false;

    fn name() -> &'static str {
        N::NAME
    }

    fn definition() -> WorkflowDefinitionDescriptor {
        WorkflowDefinitionDescriptor {
            workflow_type: N::NAME.to_owned(),
            has_init: false,
            init_takes_input: false,
            signals: Vec::new(),
            queries: vec![STATUS.to_owned()],
            updates: Vec::new(),
        }
    }

    fn init(_view: WorkflowContextView, _input: Option<RawValue>) -> Self {
        unreachable!("a worker makes it")
    }

    fn run(context: WorkflowContext<Self>, input: Option<RawValue>) -> Local<Result<Output, WorkflowTermination>> {
        Box::pin(async move {
            let value = drive(&context, input.unwrap_or_default()).await?;
            Ok(Box::new(value) as Output)
        })
    }

    /// All names are of agents that are answered from outside, or of their places.
    fn decode_signal_input(
        _name: &str,
        payloads: Payloads,
        _converter: &PayloadConverter,
    ) -> Result<Option<Box<dyn Any>>, WorkflowError> {
        Ok(Some(Box::new(RawValue::new(payloads.payloads))))
    }

    fn dispatch_signal(
        context: WorkflowContext<Self>,
        name: &str,
        input: Box<dyn Any>,
    ) -> Local<Result<(), WorkflowError>> {
        if let Ok(answer) = input.downcast::<RawValue>() {
            let board = context.state(Self::board);
            board.borrow_mut().mail.push((name.to_owned(), payload::bytes(*answer)));
        }
        Box::pin(std::future::ready(Ok(())))
    }

    fn decode_query_input(
        name: &str,
        _payloads: &Payloads,
        _converter: &PayloadConverter,
    ) -> Result<Option<Box<dyn Any>>, WorkflowError> {
        Ok((name == STATUS).then(|| Box::new(()) as Box<dyn Any>))
    }

    fn dispatch_query(
        &self,
        _view: WorkflowContextView,
        _name: &str,
        _input: Box<dyn Any>,
    ) -> Result<Output, WorkflowError> {
        Ok(Box::new(payload::one(self.board.borrow().to_json())))
    }

    fn dispatch_update(
        _context: WorkflowContext<Self>,
        name: &str,
        _input: Box<dyn Any>,
    ) -> Local<Result<Output, WorkflowError>> {
        Box::pin(std::future::ready(Err(no_update(name))))
    }

    fn validate_update(
        &self,
        _view: WorkflowContextView,
        name: &str,
        _input: Box<dyn Any>,
    ) -> Result<(), WorkflowError> {
        Err(no_update(name))
    }
}

fn no_update(name: &str) -> WorkflowError {
    WorkflowError::Execution(format!("a plan has no update, and none that is called `{name}`").into())
}
