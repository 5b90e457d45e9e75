use agentflow::{agent, workflow};

#[agent(effect)]
fn charge_card(cents: u64) -> Result<u64, String> {
    if cents > 0 { Ok(cents) } else { Err("nothing to pay".into()) }
}

fn main() {
    let _plan = workflow! {
        #[retry(3)]
        paid = charge_card(100)?;
        => paid
    };
}
