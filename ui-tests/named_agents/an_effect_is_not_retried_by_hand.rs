use agentflow::agent;

#[agent(effect)]
fn charge_card(cents: u64) -> Result<u64, String> {
    if cents > 0 { Ok(cents) } else { Err("nothing to pay".into()) }
}

fn main() {
    let _plan = charge_card(100).retry(3);
}
