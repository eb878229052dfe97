// @ts-check
/** Words that are searched for, the usual filters that give way to them, and filters that stand in the way. */

import { USUAL } from "./state.js";

/** @typedef {import("./rows.js").Row} Row */
/** @typedef {import("./state.js").State} State */

/** Columns with few values, of which a word may be one. Names of runtimes and languages are parts of other words. */
const NAMED = ["source", "packaging", "memory", "arch", "workload", "metric"];

/** @param {Row[]} rows @param {(row: Row) => string} keyOf @returns {Map<string, Row[]>} */
function groups(rows, keyOf) {
  const found = new Map();
  for (const row of rows) {
    const key = keyOf(row);
    const group = found.get(key);
    if (group === undefined) found.set(key, [row]);
    else group.push(row);
  }
  return found;
}

/** @param {string} query @returns {string[]} */
export const wordsOf = (query) => query.toLowerCase().split(/\s+/).filter((word) => word !== "");

/** @param {string} dimension @param {string[]} chosen whether it is what is shown where nobody has chosen */
const isUsual = (dimension, chosen) => [...chosen].sort().join() === [...(USUAL[dimension] ?? [])].sort().join();

/**
 * Filters as they count. A usual one gives way where a word names a value of its column, or a value that no row has
 * which it lets through: whoever types `arm64` or `warm_ms` wants to see that.
 * @param {Row[]} rows @returns {(state: State) => State["filters"]}
 */
export function filtersFor(rows) {
  /** Rows by the value that a word names, for each column; made for the first search. @type {Map<string, Map<string, Row[]>>} */
  let named = new Map();
  return (state) => {
    const filters = { ...state.filters };
    if (state.query !== "" && named.size === 0) {
      named = new Map(NAMED.map((dimension) => [dimension, groups(rows, (row) => row.words[dimension].toLowerCase())]));
    }
    for (const word of wordsOf(state.query)) {
      for (const [column, values] of named) {
        const found = values.get(word);
        if (found === undefined) continue;
        for (const [dimension, chosen] of Object.entries(filters)) {
          if (!isUsual(dimension, chosen)) continue;
          if (dimension === column || found.every((row) => !chosen.includes(row.words[dimension]))) delete filters[dimension];
        }
      }
    }
    return filters;
  };
}

/**
 * The filters without which rows would be shown: as few as can be of those that somebody chose, then of the usual.
 * @param {Row[]} rows @param {State} state @param {State["filters"]} filters as they count
 * @returns {{lifted: string[], count: number} | null} null where no row has all of the words
 */
export function inTheWay(rows, state, filters) {
  const hidden = new Set(state.hidden);
  const words = wordsOf(state.query);
  const matching = rows.filter((row) => !hidden.has(row.address) && words.every((word) => row.text.includes(word)));
  const failing = (/** @type {Row} */ row) =>
    Object.keys(filters).filter((dimension) => !filters[dimension].includes(row.words[dimension]));
  const found = [...groups(matching, (row) => failing(row).join())].map(([key, { length }]) => ({ lifted: key.split(","), length }));
  const ranked = found.map(({ lifted }) => {
    const shown = found.filter((other) => other.lifted.every((it) => lifted.includes(it)));
    const count = shown.reduce((sum, { length }) => sum + length, 0);
    const chosen = lifted.filter((it) => !isUsual(it, filters[it])).length;
    return { lifted, count, chosen };
  });
  ranked.sort((a, b) => a.chosen - b.chosen || a.lifted.length - b.lifted.length || b.count - a.count);
  return ranked[0] ?? null;
}
