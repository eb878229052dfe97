//! Charts and tables that several pages or documents show.

pub(crate) mod annotations;
pub(crate) mod campaigns;
pub(crate) mod clusters;
pub(crate) mod coverage;
pub(crate) mod dataset;
pub(crate) mod dot_plots;
pub(crate) mod head_to_head;
pub(crate) mod history;
pub(crate) mod lead;
pub(crate) mod order;
pub(crate) mod platforms;
pub(crate) mod ranked;
pub(crate) mod recent_changes;
pub(crate) mod robustness;
pub(crate) mod similar_runtimes;
pub(crate) mod subject;
