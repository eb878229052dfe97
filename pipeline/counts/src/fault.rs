//! Reasons to refuse counts.

use std::fmt;

/// Objects that make counts wrong, and the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountFault {
    /// Paths of the objects.
    pub objects: Vec<String>,
    /// The reason, as a predicate of the objects.
    pub reason: String,
}

/// Objects that a message names.
const MAX_NAMED: usize = 10;

impl fmt::Display for CountFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut named: Vec<String> =
            self.objects.iter().take(MAX_NAMED).map(|path| format!("'{path}'")).collect();
        let n_more = self.objects.len().saturating_sub(MAX_NAMED);
        if n_more > 0 {
            named.push(format!("{n_more} more"));
        }
        let separator = if named.is_empty() { "" } else { ": " };
        write!(f, "{}{separator}{}", self.reason, named.join(", "))
    }
}
