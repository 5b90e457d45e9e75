//! Plans under test: what `simulate` tries, what each fault does, and what is said of a run that was wrong.

mod faults;
mod in_turn;
mod replay;
