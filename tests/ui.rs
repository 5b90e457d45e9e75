//! Every mistake in `ui-tests/` gets the message beside it.

#[test]
fn every_mistake_gets_its_message() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui-tests/*/*.rs");
}
