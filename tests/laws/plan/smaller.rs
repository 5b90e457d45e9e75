//! What a plan is made of, as smaller plans: for one in which something is wrong.

use super::{Agent, Around, End, Shape, Time, Way};

impl Shape {
    /// Plans with a little less in them, the smallest first.
    pub(crate) fn smaller(&self) -> Vec<Shape> {
        let mut smaller = self.parts().to_vec();
        if let Shape::All(all, parts) = self
            && parts.len() > 1
        {
            for left_out in 0..parts.len() {
                let mut rest = parts.clone();
                rest.remove(left_out);
                smaller.push(Shape::All(*all, rest));
            }
        }
        smaller.extend(self.simpler());
        for (index, part) in self.parts().iter().enumerate() {
            for instead in part.smaller() {
                let mut whole = self.clone();
                whole.parts_mut()[index] = instead;
                smaller.push(whole);
            }
        }
        smaller
    }

    /// The same agent with less about it.
    fn simpler(&self) -> Vec<Shape> {
        let Shape::Agent(agent) = *self else { return Vec::new() };
        let less = [Agent { way: Way::Lazy, ..agent }, Agent { end: End::Ok(0), ..agent }];
        less.into_iter().filter(|less| *less != agent).map(Shape::Agent).collect()
    }

    /// The same, ended by a timeout wherever an agent that waits for ever would keep a thread, and at last.
    pub(crate) fn ending(mut self) -> Self {
        self.end_nested_runs();
        self.ended()
    }

    fn end_nested_runs(&mut self) {
        for part in self.parts_mut() {
            part.end_nested_runs();
        }
        if let Shape::Around(Around::Nested(_), inner) = self {
            let task = std::mem::replace(&mut **inner, Shape::Timer);
            **inner = task.ended();
        }
    }

    fn ended(self) -> Self {
        let stalls = |shape: &Shape| matches!(shape, Shape::Agent(Agent { way: Way::Stalls, .. }));
        let is_ended = matches!(self, Shape::Around(Around::TryTimeout(Time::Tiny), _));
        if self.has(&stalls) && !is_ended {
            Shape::Around(Around::TryTimeout(Time::Tiny), Box::new(self))
        } else {
            self
        }
    }

    fn has(&self, what: &impl Fn(&Shape) -> bool) -> bool {
        what(self) || self.parts().iter().any(|part| part.has(what))
    }
}
