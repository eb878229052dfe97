//! Choices of analysis that another analyst might make differently.

use crate::csv::words;

words! {
    /// A definition of sample quantiles by Hyndman and Fan.
    pub enum QuantileType {
        /// Definition 7, the one that Coldmark publishes; the default of R and `NumPy`.
        Type7 = "type-7",
        /// Definition 8, which its authors recommend.
        Type8 = "type-8",
        /// Definition 6: Minitab and SPSS.
        Type6 = "type-6",
    }
}

impl QuantileType {
    /// Every definition under which claims are tested, ascending from the median up.
    pub const ALL: [QuantileType; 3] = [QuantileType::Type7, QuantileType::Type8, QuantileType::Type6];

    /// Returns the position of the percentile among `n` sorted samples, from 0 to `n` − 1; `n` is not 0.
    pub fn position(self, n: u64, fraction: f64) -> f64 {
        let n = n as f64;
        let position = match self {
            QuantileType::Type6 => (n + 1.0) * fraction - 1.0,
            QuantileType::Type7 => (n - 1.0) * fraction,
            QuantileType::Type8 => (n + 1.0 / 3.0) * fraction - 2.0 / 3.0,
        };
        position.clamp(0.0, n - 1.0)
    }
}

words! {
    /// The treatment of days on which many more samples than usual are slow.
    pub enum BadDays {
        /// Bad days count, as in all published figures.
        Kept = "kept",
        /// Bad days are left out of both series.
        Dropped = "dropped",
    }
}

words! {
    /// A choice that another analyst might make differently.
    pub enum Choice {
        /// No single choice: the whole grid.
        All = "all" => "all of them",
        /// Packaging of the functions.
        Packaging = "packaging" => "packaging",
        /// Instruction set.
        Arch = "arch" => "architecture",
        /// One memory size, or all of them pooled.
        Memory = "memory" => "memory",
        /// Length of the window, in days.
        Window = "window" => "window",
        /// Definition of percentiles.
        Quantile = "quantile" => "quantile definition",
        /// Treatment of bad days.
        BadDays = "bad-days" => "bad days",
    }
    /// Returns the text shown to readers.
    title
}
