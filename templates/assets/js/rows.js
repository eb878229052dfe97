// @ts-check
/** The table of the page as data: what each row measures, and what came out. */

import { wordsOf } from "./search.js";

/**
 * @typedef {object} Value
 * @property {number} value
 * @property {number | null} lower
 * @property {number | null} upper
 * @property {string} text as the table has it
 */

/** @param {string | null} text @returns {number | null} */
const number = (text) => (text === null || text === "" ? null : Number(text));

/** A series. What its cells hold is read when it is first asked for: reading all of them takes long on a phone. */
export class Row {
  /** @type {Record<string, Value> | undefined} */
  #values;
  #columns;

  /**
   * @param {HTMLTableRowElement} element @param {string} address
   * @param {Record<string, string>} words the parts of the address, and what its runtime is called
   * @param {string[]} columns
   */
  constructor(element, address, words, columns) {
    this.element = element;
    this.address = address;
    this.words = words;
    /** Name and conditions in lower case, for searching; measured numbers are left out. */
    this.text = Object.values(words).join(" ").toLowerCase();
    this.#columns = columns;
  }

  /** Measured values by column. */
  get values() {
    if (this.#values !== undefined) return this.#values;
    /** @type {Record<string, Value>} */
    const values = {};
    const cells = [...this.element.children].filter((cell) => cell.className !== "bars");
    cells.forEach((cell, index) => {
      const value = cell.getAttribute("data-value");
      if (value === null) return;
      const [lower, upper] = [cell.getAttribute("data-lower"), cell.getAttribute("data-upper")];
      const text = (cell.firstChild?.textContent ?? "").trim();
      values[this.#columns[index]] = { value: Number(value), lower: number(lower), upper: number(upper), text };
    });
    this.#values = values;
    return values;
  }
}

/** @param {HTMLTableElement} table @returns {HTMLTableRowElement} the row of headings */
export function headOf(table) {
  return /** @type {HTMLTableSectionElement} */ (table.tHead).rows[0];
}

/** @param {HTMLTableElement} table @returns {string[]} the name of each column */
export function columns(table) {
  return [...headOf(table).cells].map((cell) => cell.dataset.column ?? "");
}

/** @param {HTMLTableElement} table @returns {Row[]} */
export function read(table) {
  const names = columns(table);
  const language = names.indexOf("language");
  /** What the rows of a runtime have in common. @type {Map<string, {name: string, language: string}>} */
  const runtimes = new Map();
  return [...table.querySelectorAll("tbody > tr")].map((found) => {
    const element = /** @type {HTMLTableRowElement} */ (found);
    const address = element.getAttribute("data-series") ?? "";
    const [source, provider, region, files, pageCache, arch, load, workload, runtime, memory, metric] = address.split("/");
    const packaging = pageCache === "unknown" ? files : `${files} (${pageCache} cache)`;
    let common = runtimes.get(runtime);
    if (common === undefined) {
      const text = (/** @type {number} */ index) => element.cells[index].textContent?.trim() ?? "";
      common = { name: text(0), language: text(language) };
      runtimes.set(runtime, common);
    }
    return new Row(element, address, { source, provider, region, runtime, packaging, arch, load, memory, workload, metric, ...common }, names);
  });
}

/** Milliseconds that are read without a pause: a fraction of what a frame lasts. */
const SLICE = 4;

/** Lets the browser paint and hear what is asked of it. @returns {Promise<void>} */
const pause = () => new Promise((go) => {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(() => go());
  else setTimeout(go, 20);
});

/** Reads what has not been read, a little at a time, so that whoever asks for all of it need not wait. @param {Row[]} rows */
export async function readAhead(rows) {
  let end = 0;
  for (const row of rows) {
    if (performance.now() > end) {
      await pause();
      end = performance.now() + SLICE;
    }
    row.values;
  }
}

const words = new Intl.Collator();

/**
 * The rows that a state shows, in its order.
 * @param {Row[]} rows @param {import("./state.js").State} state @param {Record<string, string[]>} wanted filters as they count
 * @returns {Row[]}
 */
export function shown(rows, state, wanted) {
  const hidden = new Set(state.hidden);
  const filters = Object.entries(wanted).map(([name, chosen]) => ({ name, chosen: new Set(chosen) }));
  const query = wordsOf(state.query);
  const found = rows.filter(
    (row) =>
      !hidden.has(row.address) &&
      filters.every(({ name, chosen }) => chosen.has(row.words[name])) &&
      query.every((word) => row.text.includes(word)),
  );
  const isDown = state.sort.startsWith("-");
  const name = isDown ? state.sort.slice(1) : state.sort;
  const order = isDown ? -1 : 1;
  // What is compared is looked up once for each row, since sorting compares it many times.
  const keyed = found.map((row) => ({ row, value: row.values[name]?.value, word: row.words[name] ?? "" }));
  keyed.sort((a, b) => {
    // What has no value comes last either way.
    if (a.value === undefined && b.value === undefined) return order * words.compare(a.word, b.word);
    if (a.value === undefined) return 1;
    if (b.value === undefined) return -1;
    return order * (a.value - b.value);
  });
  return keyed.map(({ row }) => row);
}
