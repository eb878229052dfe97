//! News in the tables since they were last read.

use serde::Serialize;

use crate::{ChangeRow, ClaimRow, ClaimVerdict, Date};

/// News since earlier tables.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct News {
    /// Sources that stopped publishing, by name.
    pub stale: Vec<Stale>,
    /// Claims whose verdict or tests changed, in the order of the site.
    pub flips: Vec<Flip>,
    /// Levels that shifted, newest first.
    pub shifts: Vec<ChangeRow>,
}

impl News {
    /// Returns true if there is no news.
    pub fn is_empty(&self) -> bool {
        self.stale.is_empty() && self.flips.is_empty() && self.shifts.is_empty()
    }
}

/// A source that has published nothing for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stale {
    /// Slug of the source.
    pub source: String,
    /// Newest day with accepted samples, UTC; none if the source has none.
    pub newest_day: Option<Date>,
}

/// A claim whose verdict or tests changed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Flip {
    /// Name of the claim.
    pub claim: String,
    /// Verdict before; none where a test had no data.
    pub before: Option<ClaimVerdict>,
    /// Verdict now; none where a test has no data.
    pub after: Option<ClaimVerdict>,
    /// The verdict that the text of the site relies on.
    pub relies_on: ClaimVerdict,
    /// Tests whose result changed, as they are now.
    pub tests: Vec<ClaimRow>,
}
