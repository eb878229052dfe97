//! Workloads: their events, and a model that knows the right responses.
//!
//! Each workload generates its events from a seed and computes the response in a model of its own, in Rust. Responses
//! are compared as JSON values, so white space and key order cannot fail a language.

use std::fmt;

use rand_xoshiro::{
    Xoshiro256PlusPlus,
    rand_core::{Rng, SeedableRng},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

mod churn;
mod http;
mod inflate;
mod orders;
mod sha256;

/// Workload of a function.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, clap::ValueEnum,
)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Workload {
    /// Greets: the cost of runtime and client alone.
    Hello,
    /// Parses orders and sums them up.
    Json,
    /// Hashes in code of the language itself.
    Sha256Pure,
    /// Hashes with the usual library.
    Sha256Lib,
    /// Replaces nodes of a table that survives between invocations.
    Churn,
    /// Puts and gets an item over HTTP.
    Http,
    /// The same over TLS.
    HttpTls,
    /// Decompresses a text and counts its words.
    Inflate,
}

/// Amount of work per event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Size {
    /// Rounds of hashing.
    pub(crate) rounds: u32,
    /// Slots in the table of nodes.
    pub(crate) live: u32,
    /// Nodes replaced per invocation.
    pub(crate) churn: u32,
}

impl Default for Size {
    fn default() -> Size {
        Size { rounds: 50, live: 20_000, churn: 500 }
    }
}

/// Model of one process. It responds to events in order and keeps the same state between them.
pub(crate) struct Model {
    workload: Workload,
    churn: churn::Table,
}

impl Workload {
    pub(crate) const ALL: [Workload; 8] = [
        Workload::Hello,
        Workload::Json,
        Workload::Sha256Pure,
        Workload::Sha256Lib,
        Workload::Churn,
        Workload::Http,
        Workload::HttpTls,
        Workload::Inflate,
    ];

    /// Returns the name in records and on the command line.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Workload::Hello => "hello",
            Workload::Json => "json",
            Workload::Sha256Pure => "sha256-pure",
            Workload::Sha256Lib => "sha256-lib",
            Workload::Churn => "churn",
            Workload::Http => "http",
            Workload::HttpTls => "http-tls",
            Workload::Inflate => "inflate",
        }
    }

    /// Returns the name in functions. `http` and `http-tls` are one program, since the URL decides about encryption.
    pub(crate) const fn function_name(self) -> &'static str {
        match self {
            Workload::HttpTls => "http",
            other => other.name(),
        }
    }

    /// Returns event `seq` of the process with this seed.
    pub(crate) fn event(self, size: Size, seed: u64, seq: u32) -> Value {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(seed ^ (u64::from(seq) << 32));
        match self {
            Workload::Hello => json!({ "name": format!("caller-{}", random.next_u32()) }),
            Workload::Json => orders::event(&mut random),
            Workload::Sha256Pure | Workload::Sha256Lib => {
                json!({ "seed": random.next_u32(), "rounds": size.rounds })
            }
            Workload::Churn => {
                json!({ "seed": random.next_u32().max(1), "live": size.live, "churn": size.churn })
            }
            Workload::Http | Workload::HttpTls => http::event(&mut random),
            Workload::Inflate => inflate::event(&mut random),
        }
    }
}

impl fmt::Display for Workload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Model {
    pub(crate) fn new(workload: Workload) -> Model {
        Model { workload, churn: churn::Table::default() }
    }

    /// Returns the response to the next event, or none if the event does not fit the workload.
    pub(crate) fn answer(&mut self, event: &Value) -> Option<Value> {
        match self.workload {
            Workload::Hello => Some(json!({ "message": format!("Hello, {}", event.get("name")?.as_str()?) })),
            Workload::Json => orders::answer(event),
            Workload::Sha256Pure | Workload::Sha256Lib => sha256::answer(event),
            Workload::Churn => self.churn.answer(event),
            Workload::Http | Workload::HttpTls => http::answer(event),
            Workload::Inflate => inflate::answer(event),
        }
    }
}

/// Returns the unsigned number under `key`.
fn number(event: &Value, key: &str) -> Option<u32> {
    u32::try_from(event.get(key)?.as_u64()?).ok()
}

/// Returns a random number below `n`.
fn below(random: &mut impl Rng, n: u32) -> u32 {
    ((u64::from(random.next_u32()) * u64::from(n)) >> 32) as u32
}

#[test]
fn the_command_line_and_records_share_names() {
    use clap::ValueEnum;
    assert_eq!(Workload::value_variants(), Workload::ALL);
    for workload in Workload::ALL {
        assert_eq!(workload.to_possible_value().unwrap().get_name(), workload.name());
        assert_eq!(json!(workload), json!(workload.name()));
    }
}

#[test]
fn the_seed_decides_the_events() {
    for workload in Workload::ALL {
        let event = |seed, seq| workload.event(Size::default(), seed, seq).to_string();
        assert_eq!(event(7, 3), event(7, 3), "{workload}");
        assert_ne!(event(7, 3), event(7, 4), "{workload}");
        assert_ne!(event(7, 3), event(8, 3), "{workload}");
    }
}

#[test]
fn every_model_responds_to_its_own_events_only() {
    for workload in Workload::ALL {
        let mut model = Model::new(workload);
        assert!(model.answer(&workload.event(Size::default(), 1, 0)).is_some(), "{workload}");
        assert_eq!(model.answer(&json!({ "else": 1 })), None, "{workload}");
    }
}
