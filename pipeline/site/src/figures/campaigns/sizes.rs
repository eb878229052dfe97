//! Artifact sizes, and init durations with warm and with cold files.

use schema::{ArtifactRow, Memory, Metric, PageCache, Percentile};

use super::view::Ours;
use crate::{
    context::{
        catalog::{RuntimeData, main_source},
        table::{Cell, Table},
    },
    figures::ranked::interval_cell,
};

/// Shows the size of each artifact with its init durations, smallest first.
pub(super) fn table(ours: &Ours<'_, '_>) -> Table {
    let workload = ours.asked.workload;
    let disk = main_source(ours.inputs.summaries, PageCache::Cold);
    let mut table = Table::new(
        format!("Size and init of {workload}: medians in ms"),
        &[
            "Function",
            "#deployed, MB",
            "#warm cache",
            "#95 % interval",
            "#cold cache",
            "#95 % interval",
            "#starts from cold disk",
        ],
    );
    let mut found: Vec<(&RuntimeData<'_>, u64)> = ours
        .functions()
        .filter_map(|runtime| {
            Some((runtime, size(&ours.inputs.summaries.artifacts, runtime.slug, workload)?))
        })
        .collect();
    found.sort_by_key(|(_, bytes)| *bytes);
    for (runtime, bytes) in found {
        let shape = (workload, Metric::InitMs, Memory::Uncapped);
        let cold = ours.find_in(disk, PageCache::Cold, runtime, shape);
        let warm = ours.find(runtime, workload, Metric::InitMs, Memory::Uncapped);
        let mut cells = vec![Cell::text(runtime.name).head(), Cell::number(bytes as f64 / 1e6)];
        for entry in [&warm, &cold] {
            cells.push(Ours::cell(entry.as_ref(), Percentile::P50));
            cells.push(entry.as_ref().map_or_else(|| Cell::measured(None), interval_cell));
        }
        cells.push(cold.map_or_else(|| Cell::measured(None), |cold| Cell::count(cold.row.distribution.n)));
        table.rows.push(cells);
    }
    table
}

/// Size of a function's artifact in bytes, from the newest source.
pub(crate) fn size(artifacts: &[ArtifactRow], runtime: &str, workload: &str) -> Option<u64> {
    let is_it = |row: &&ArtifactRow| row.runtime == runtime && row.workload == workload;
    artifacts.iter().find(is_it).map(|row| row.artifact_bytes)
}
