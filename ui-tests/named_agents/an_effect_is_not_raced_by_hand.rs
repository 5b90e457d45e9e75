use agentflow::{agent, race};

#[agent(effect)]
fn charge_card(cents: u64) -> Result<u64, String> {
    if cents > 0 { Ok(cents) } else { Err("nothing to pay".into()) }
}

fn main() {
    let _first = race(vec![charge_card(100), charge_card(200)]);
}
