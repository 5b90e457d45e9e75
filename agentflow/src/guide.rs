//! The pages of the guide, whose examples are tests.

#[cfg(feature = "tokio")]
#[doc = include_str!("../../docs/choices-and-collections.md")]
struct ChoicesAndCollections;

#[cfg(feature = "tokio")]
#[doc = include_str!("../../docs/races-and-loops.md")]
struct RacesAndLoops;

#[cfg(feature = "tokio")]
#[doc = include_str!("../../docs/policies.md")]
struct Policies;

#[cfg(feature = "named")]
#[doc = include_str!("../../docs/named-agents.md")]
struct NamedAgents;

#[cfg(all(feature = "journal", feature = "named"))]
#[doc = include_str!("../../docs/journal.md")]
struct RunsThatSurviveACrash;

#[cfg(all(feature = "journal", feature = "named"))]
#[doc = include_str!("../../docs/engines.md")]
struct WhenToUseWhichExecutor;

#[cfg(feature = "temporal")]
#[doc = include_str!("../../docs/temporal.md")]
struct Temporal;

#[cfg(feature = "simulation")]
#[doc = include_str!("../../docs/testing.md")]
struct Testing;

#[cfg(feature = "simulation")]
#[doc = include_str!("../../docs/watching.md")]
struct Watching;

#[cfg(feature = "tokio")]
#[doc = include_str!("../README.md")]
struct Readme;
