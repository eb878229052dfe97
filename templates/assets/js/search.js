// @ts-check
/** Searching: runtimes that are named, words that hold for all of them, and filters that are in the way. */

import { USUAL } from "./state.js";

/** @typedef {import("./rows.js").Row} Row */
/** @typedef {import("./state.js").State} State */

/** Columns with few values, of which a word may be one. Names of runtimes and languages are parts of other words. */
const NAMED = ["source", "packaging", "memory", "arch", "workload", "metric"];

/** Words between two names, which ask for both. */
const BETWEEN = new Set(["vs", "vs.", "versus", "or", "and", "against"]);

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
const wordsOf = (query) => query.toLowerCase().split(/\s+/).filter((word) => word !== "");

/** @param {string | undefined} letter */
const isAlphanumeric = (letter) => letter !== undefined && /[\p{L}\p{N}]/u.test(letter);

/** True if a word of `text` begins with `part`: `java` begins no word of `local-myjava`. @param {string} text @param {string} part */
export function begins(text, part) {
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1)) {
    if (!isAlphanumeric(text[at - 1]) || !isAlphanumeric(part[0])) return true;
  }
  return false;
}

/**
 * @typedef {object} Named a runtime by its names
 * @property {string} slug @property {string} name @property {string} language
 * @property {string[]} starts its names, in lower case
 */

/** @typedef {{has: (row: Row) => boolean, runtimes: Named[][]}} Search `runtimes`: of each name that is searched for, the usual one first */

const order = new Intl.Collator("en", { numeric: true });

/** Those of that very name first, then the newest, and each before its variants: `java25`, `java21`, `java21-snapstart`. @param {string} word @param {Named[]} found */
function usualFirst(word, found) {
  const isOf = (/** @type {Named} */ it) => Number(it.starts[0].startsWith(word));
  const parts = (/** @type {Named} */ it) => it.slug.split("-");
  return found.sort((a, b) => isOf(b) - isOf(a) || order.compare(parts(b)[0], parts(a)[0]) ||
    parts(a).length - parts(b).length || order.compare(b.slug, a.slug));
}

/**
 * Reads searches. `rust vs go arm64` asks for two runtimes under one condition: a word that begins the name of a runtime
 * asks for it, further words of its name narrow it, and all others hold for each. The name of a language is that language alone.
 * @param {Row[]} rows @returns {(query: string) => Search}
 */
export function searcher(rows) {
  const languages = new Set(rows.map((row) => row.words.language.toLowerCase()));
  /** @type {Map<string, Named>} */
  const bySlug = new Map();
  for (const { words: { runtime, name, language, provider } } of rows) {
    if (bySlug.has(runtime)) continue;
    const bare = runtime.startsWith(`${provider}-`) ? runtime.slice(provider.length + 1) : runtime;
    bySlug.set(runtime, { slug: runtime, name, language: language.toLowerCase(), starts: [name, language, bare].map((it) => it.toLowerCase()) });
  }
  const runtimes = [...bySlug.values()];
  const isNamed = (/** @type {Named} */ it, /** @type {string} */ word) =>
    languages.has(word) ? it.language === word : begins(it.starts.join(" "), word);
  const having = (/** @type {string[]} */ words) => runtimes.filter((it) => words.every((word) => isNamed(it, word)));
  const isName = (/** @type {string} */ word) => runtimes.some((it) => it.starts.some((start) => start.startsWith(word)));
  const has = (/** @type {Row} */ row, /** @type {string} */ word) =>
    languages.has(word) ? row.words.language.toLowerCase() === word : begins(row.text, word);

  return (query) => {
    /** Words of each name. @type {string[][]} */
    const names = [];
    /** Words that hold for all. @type {string[]} */
    const common = [];
    let isOpen = false;
    for (const word of wordsOf(query)) {
      const last = names[names.length - 1];
      if (BETWEEN.has(word)) {
        isOpen = false;
      } else if (isOpen && having([...last, word]).length > 0) {
        last.push(word);
      } else if (isName(word)) {
        names.push([word]);
        isOpen = true;
      } else if (last !== undefined && having([last[0], word]).length > 0) {
        // The second of `python 3.12 vs 3.13`.
        names.push([last[0], word]);
        isOpen = true;
      } else {
        common.push(word);
      }
    }
    return {
      has: (row) => common.every((word) => has(row, word)) &&
        (names.length === 0 || names.some((words) => words.every((word) => has(row, word)))),
      runtimes: names.map((words) => usualFirst(words[0], having(words))),
    };
  };
}

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
 * @param {Row[]} rows @param {State} state @param {State["filters"]} filters as they count @param {(row: Row) => boolean} isFound
 * @returns {{lifted: string[], count: number} | null} null where no row is found
 */
export function inTheWay(rows, state, filters, isFound) {
  const hidden = new Set(state.hidden);
  const matching = rows.filter((row) => !hidden.has(row.address) && isFound(row));
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
