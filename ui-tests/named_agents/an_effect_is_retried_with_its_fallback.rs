use agentflow::{agent, workflow};

#[agent(effect)]
fn charge_card(cents: u64) -> Result<u64, String> {
    if cents > 0 { Ok(cents) } else { Err("nothing to pay".into()) }
}

fn main() {
    let _plan = workflow! {
        #[retry(3)]
        #[fallback(charge_card(1)?)]
        paid = Err::<u64, _>("no card")?;
        => paid
    };
}
