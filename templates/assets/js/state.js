// @ts-check
/** What is shown of the table, as the address says it: short, readable, and the same after going back. */

/**
 * @typedef {object} State
 * @property {Record<string, string[]>} filters chosen values by column; a column that is not there is not filtered
 * @property {string} query words that a row must have
 * @property {string} by the percentile whose bars are drawn
 * @property {string} sort column to sort by, with a minus in front for the highest first
 * @property {string} base address of the row that the others are divided by
 * @property {string[]} picked addresses of the rows to compare
 * @property {string[]} hidden addresses of the rows that are not shown
 * @property {boolean} linear whether bars grow with the value instead of its logarithm
 */

/** Columns that can be filtered by, in the order of the address. */
export const DIMENSIONS = ["source", "provider", "region", "runtime", "language", "packaging", "memory", "arch", "load", "workload", "metric"];

/** What is shown where the address says nothing. @type {Record<string, string[]>} */
export const USUAL = { packaging: ["zip"], memory: ["pooled"], arch: ["x86_64"], metric: ["init_ms"] };

/** Stands in the address for a column that is not filtered though it usually is. */
const ANY = "any";

/** The state that shows what is usual. @returns {State} */
export function usual() {
  const filters = structuredClone(USUAL);
  return { filters, query: "", by: "p50", sort: "p50", base: "", picked: [], hidden: [], linear: false };
}

/** @param {State} state @returns {string} what follows the question mark; nothing for what is usual */
export function encode(state) {
  const words = new URLSearchParams();
  for (const dimension of DIMENSIONS) {
    const chosen = [...(state.filters[dimension] ?? [])].sort();
    const expected = USUAL[dimension] ?? [];
    if (chosen.join() !== [...expected].sort().join()) {
      words.set(dimension, chosen.length === 0 ? ANY : chosen.join(","));
    }
  }
  if (state.query) words.set("q", state.query);
  if (state.by !== "p50") words.set("by", state.by);
  if (state.sort !== "p50") words.set("sort", state.sort);
  if (state.base) words.set("base", state.base);
  if (state.picked.length > 0) words.set("pick", state.picked.join(","));
  if (state.hidden.length > 0) words.set("hide", state.hidden.join(","));
  if (state.linear) words.set("scale", "linear");
  return words.toString().replaceAll("%2C", ",").replaceAll("%2F", "/");
}

/** @param {string} search what follows the question mark @returns {State} */
export function decode(search) {
  const words = new URLSearchParams(search);
  const state = usual();
  /** @param {string} name */
  const list = (name) => (words.get(name) ?? "").split(",").filter((word) => word !== "");
  for (const dimension of DIMENSIONS) {
    if (!words.has(dimension)) continue;
    const chosen = list(dimension);
    if (chosen.length === 0 || (chosen.length === 1 && chosen[0] === ANY)) delete state.filters[dimension];
    else state.filters[dimension] = chosen;
  }
  state.query = words.get("q") ?? "";
  state.by = words.get("by") || state.by;
  state.sort = words.get("sort") || state.sort;
  state.base = words.get("base") ?? "";
  state.picked = list("pick");
  state.hidden = list("hide");
  state.linear = words.get("scale") === "linear";
  return state;
}
