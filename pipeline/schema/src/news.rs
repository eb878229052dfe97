//! What a reader of the tables should be told of, since the tables were last looked at.

use serde::Serialize;

use crate::{ChangeRow, ClaimRow, ClaimVerdict, Date};

/// What is new.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct News {
    /// Sources that have fallen silent, by name.
    pub stale: Vec<Stale>,
    /// Claims of which the data say something else, in the order of the site.
    pub flips: Vec<Flip>,
    /// Levels that shifted, newest first.
    pub shifts: Vec<ChangeRow>,
}

impl News {
    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.stale.is_empty() && self.flips.is_empty() && self.shifts.is_empty()
    }
}

/// A source that has published nothing for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stale {
    /// Slug of the source.
    pub source: String,
    /// Newest day with accepted samples, UTC; none where it has none at all.
    pub newest_day: Option<Date>,
}

/// A claim of which the data say something else than before.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Flip {
    /// Name of the claim.
    pub claim: String,
    /// Verdict before; none where a test had no data.
    pub before: Option<ClaimVerdict>,
    /// Verdict now; none where a test has no data.
    pub after: Option<ClaimVerdict>,
    /// The verdict that the words of the site rely on.
    pub relies_on: ClaimVerdict,
    /// Its tests that turned, as they are now.
    pub tests: Vec<ClaimRow>,
}
