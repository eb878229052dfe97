// @ts-check
/** Parts of an address that lead nowhere: which they are, since when, and what is shown instead. */

import { make } from "./dom.js";
import { begins } from "./search.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {(Node | string)[]} Notice */
/** Name, last month and page of runtimes that are no longer measured. @typedef {Record<string, [string, string, string]>} Removed */

const months = new Intl.DateTimeFormat("en", { month: "long", year: "numeric", timeZone: "UTC" });

/** @param {string[]} parts joined as in a sentence @param {string} word */
export const listed = (parts, word) =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} ${word} ${parts[parts.length - 1]}`;

/** Takes back orders and percentiles that the table does not have. @param {State} state @param {string[]} columns @param {string[]} percentiles @returns {{state: State, notices: Notice[]}} */
export function possible(state, columns, percentiles) {
  const found = { ...state };
  /** @type {Notice[]} */
  const notices = [];
  if (!percentiles.includes(state.by)) {
    found.by = "p50";
    notices.push([`This table has no percentile “${state.by}”. It draws p50 instead.`]);
  }
  if (!columns.includes(state.sort.replace(/^-/, ""))) {
    found.sort = found.by;
    notices.push([`This table has no column “${state.sort.replace(/^-/, "")}”. It is sorted by ${found.by} instead.`]);
  }
  return { state: found, notices };
}

/**
 * Tells of what is no longer there, once all rows have come.
 * @param {Removed} removed @param {Map<string, string>} called names of the runtimes that are measured @param {string} root
 */
export function absences(removed, called, root) {
  /** @param {string} slug @returns {Notice} */
  const history = (slug) => [make("a", { href: root + removed[slug][2] }, `History of ${removed[slug][0]}`)];
  /** @param {string} slug */
  const since = (slug) => `was last measured in ${months.format(new Date(`${removed[slug][1]}-01T00:00:00Z`))}`;

  /** Tells of a series by its address: name, reason, and way to its history. @param {string} address */
  function lost(address) {
    const slug = address.split("/")[8] ?? "";
    if (Object.hasOwn(removed, slug)) return { name: removed[slug][0], reason: since(slug), way: history(slug) };
    const name = called.get(slug);
    if (name !== undefined) return { name, reason: "has no current results under those conditions", way: [] };
    return { name: `“${slug || address}”`, reason: "is not in the data", way: [] };
  }

  /** Takes back series that are not there. @param {State} state @param {(address: string) => boolean} isThere @returns {{state: State, notices: Notice[]}} */
  function present(state, isThere) {
    /** @type {Notice[]} */
    const notices = [];
    /** @param {string} address @param {(name: string) => string} subject */
    const tell = (address, subject) => {
      const { name, reason, way } = lost(address);
      notices.push([`${subject(name)} ${reason}. `, ...way]);
    };
    if (state.base !== "" && !isThere(state.base)) tell(state.base, (name) => `No ratios are shown, because the baseline of this link, ${name},`);
    for (const address of state.picked.filter((it) => !isThere(it))) tell(address, (name) => `${name} cannot be compared: it`);
    for (const address of state.hidden.filter((it) => !isThere(it))) tell(address, (name) => `${name}, which this link hides,`);
    return {
      state: { ...state, base: isThere(state.base) ? state.base : "", picked: state.picked.filter(isThere), hidden: state.hidden.filter(isThere) },
      notices,
    };
  }

  /** Tells of runtimes that are asked for, and have no series. @param {string[]} chosen @returns {Notice[]} */
  function gone(chosen) {
    return chosen.filter((slug) => !called.has(slug)).map((slug) => Object.hasOwn(removed, slug)
      ? [`No current results for ${removed[slug][0]}: it ${since(slug)}. `, ...history(slug)]
      : [`No runtime is called “${slug}”.`]);
  }

  /** Runtimes without series that have all words of a search in their name. @param {string} query @returns {string[]} */
  function searched(query) {
    const words = query.toLowerCase().split(/\s+/).filter((word) => word !== "");
    return words.length === 0 ? [] : Object.entries(removed)
      .filter(([slug, [name]]) => words.every((word) => begins(`${name} ${slug}`.toLowerCase(), word)))
      .map(([slug]) => slug);
  }

  return { present, gone, searched };
}
