//! Detection of repeated data: whole days under another date, and single records.

use std::collections::{BTreeMap, HashMap, HashSet, hash_map::Entry};

use foldhash::fast::FixedState;
use rayon::prelude::*;

use super::{
    file::{ParsedFile, ParsedRecord},
    rules::Rule,
};

/// Shortest record that is compared. Samples have two decimals, so shorter records may agree by chance.
const MIN_SAMPLES: u32 = 5;

/// Quarantines files that do not hold a day of their own, then records that repeat an earlier day's.
/// Expects `files` sorted by path.
pub(super) fn refuse_repeats(files: &mut [ParsedFile]) {
    refuse_files_without_day(files);
    refuse_second_files_of_a_day(files);
    let paths: Vec<String> = files.iter().map(|file| file.path.clone()).collect();
    for (file_idx, repeated) in repeats(files) {
        refuse_repeated(&mut files[file_idx], &repeated, &paths);
    }
}

/// Quarantines files without a date in their name; `last.json` is upstream's copy of the newest day.
fn refuse_files_without_day(files: &mut [ParsedFile]) {
    let day_at: HashMap<String, String> =
        files.iter().filter_map(|file| Some((file.date?.to_string(), file.path.clone()))).collect();
    for file in files.iter_mut().filter(|file| file.date.is_none() && file.refused_by.is_none()) {
        if !file.path.ends_with("last.json") {
            file.refuse_all(Rule::NotADay, "the name is not YYYY-MM-DD".to_owned());
            continue;
        }
        let day = file.generated_at.get(..10).unwrap_or_default();
        let detail = match day_at.get(day) {
            Some(path) => format!("copy of {path}"),
            None => format!("copy of {day}, which has no file here"),
        };
        file.refuse_all(Rule::NewestDayCopy, detail);
    }
}

fn refuse_second_files_of_a_day(files: &mut [ParsedFile]) {
    let mut by_day: HashMap<_, Vec<usize>> = HashMap::new();
    for (file_idx, file) in files.iter().enumerate().filter(|(_, file)| file.refused_by.is_none()) {
        by_day.entry(file.date).or_default().push(file_idx);
    }
    for same_day in by_day.into_values().filter(|same_day| same_day.len() > 1) {
        let newest = same_day.iter().copied().max_by_key(|&idx| (&files[idx].generated_at, &files[idx].path));
        let Some(newest) = newest else { continue };
        let detail = format!("{} says the same day and was generated no earlier", files[newest].path);
        for file_idx in same_day.into_iter().filter(|&idx| idx != newest) {
            files[file_idx].refuse_all(Rule::SupersededFile, detail.clone());
        }
    }
}

/// Maps each file to its records that an earlier day has too, each with the index of that day's file.
fn repeats(files: &[ParsedFile]) -> BTreeMap<usize, HashMap<u32, usize>> {
    let doubled = doubled(files);
    let mut first_seen = HashMap::new();
    let mut repeats: BTreeMap<usize, HashMap<u32, usize>> = BTreeMap::new();
    let mut by_day: Vec<usize> = (0..files.len()).collect();
    by_day.sort_by_key(|&file_idx| files[file_idx].date);
    for file_idx in by_day {
        for record in long_records(&files[file_idx]).filter(|record| doubled.contains(&record.fingerprint)) {
            match first_seen.entry(record.fingerprint) {
                Entry::Vacant(first) => _ = first.insert(file_idx),
                Entry::Occupied(first) => {
                    repeats.entry(file_idx).or_default().insert(record.record_idx, *first.get());
                }
            }
        }
    }
    repeats
}

/// Collects the fingerprints that several records share.
fn doubled(files: &[ParsedFile]) -> HashSet<u64, FixedState> {
    let fingerprints =
        |file: &ParsedFile| -> Vec<u64> { long_records(file).map(|record| record.fingerprint).collect() };
    let mut all: Vec<u64> = files.par_iter().flat_map_iter(fingerprints).collect();
    all.par_sort_unstable();
    all.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect()
}

fn long_records(file: &ParsedFile) -> impl Iterator<Item = &ParsedRecord> {
    file.records.iter().filter(|record| record.n_samples >= MIN_SAMPLES)
}

fn refuse_repeated(file: &mut ParsedFile, repeated: &HashMap<u32, usize>, paths: &[String]) {
    let n_long = long_records(file).count();
    let mut origins: Vec<&String> = repeated.values().map(|&idx| &paths[idx]).collect();
    origins.sort();
    origins.dedup();
    if repeated.len() == n_long && origins.len() == 1 {
        return file.refuse_all(Rule::RepeatedDay, format!("all records are those of {}", origins[0]));
    }
    file.refuse_some(Rule::RepeatedRecord, |record| {
        let origin = repeated.get(&record.record_idx)?;
        Some(format!("the samples are those of {}", paths[*origin]))
    });
}
