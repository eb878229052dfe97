// @ts-check
/** The series of the table: those that the page has as HTML, and those that come as data. */

import { make } from "./dom.js";
/** Names of values for readers. @typedef {(column: string, value: string) => string} Title */

/**
 * @typedef {object} Value
 * @property {number} value
 * @property {number | null} lower
 * @property {number | null} upper
 * @property {string} text as the table has it
 */

/** @param {string | null} text @returns {number | null} */
const number = (text) => (text === null ? null : Number(text));

/** A series. Its row of the table is made when it is first shown: making all of them takes long on a phone. */
export class Row {
  /** @type {HTMLTableRowElement | undefined} */
  #element;
  #make;

  /**
   * @param {string} address @param {string} name of its runtime @param {string} language
   * @param {Record<string, Value>} values measured values by column
   * @param {Title} title @param {(row: Row) => HTMLTableRowElement} make
   */
  constructor(address, name, language, values, title, make) {
    const [source, provider, region, files, pageCache, arch, load, workload, runtime, memory, metric] = address.split("/");
    const packaging = pageCache === "unknown" ? files : `${files} (${pageCache} cache)`;
    this.address = address;
    /** The parts of the address, and what its runtime is called. @type {Record<string, string>} */
    this.words = { source, provider, region, runtime, packaging, arch, load, memory, workload, metric, name, language };
    /** Name and conditions in lower case, as stored and as named, for searching; measured numbers are left out. */
    this.text = [...Object.values(this.words), ...["memory", "arch", "metric"].map((it) => title(it, this.words[it]))].join(" ").toLowerCase();
    this.values = values;
    this.#make = make;
  }

  get element() {
    this.#element ??= this.#make(this);
    return this.#element;
  }
}

/** @param {HTMLTableElement} table @returns {HTMLTableRowElement} the row of headings */
export function headOf(table) {
  return /** @type {HTMLTableSectionElement} */ (table.tHead).rows[0];
}

/** @param {HTMLTableElement} table @returns {string[]} the name of each column; none for the one that is drawn */
export function columns(table) {
  return [...headOf(table).cells].map((cell) => cell.dataset.column ?? "");
}

/** The rows that the page has as HTML. @param {HTMLTableElement} table @param {Title} title @returns {Row[]} */
export function read(table, title) {
  const names = columns(table);
  const language = names.indexOf("language");
  return [...table.tBodies[0].rows].map((element) => {
    /** @type {Record<string, Value>} */
    const values = {};
    [...element.cells].forEach((cell, index) => {
      const value = cell.getAttribute("data-value");
      if (value === null) return;
      const [lower, upper] = [cell.getAttribute("data-lower"), cell.getAttribute("data-upper")];
      const text = (cell.firstChild?.textContent ?? "").trim();
      values[names[index]] = { value: Number(value), lower: number(lower), upper: number(upper), text };
    });
    const text = (/** @type {number} */ index) => element.cells[index].textContent?.trim() ?? "";
    return new Row(element.dataset.series ?? "", text(0), text(language), values, title, () => element);
  });
}

/** Milliseconds of work without a pause: a fraction of what a frame lasts. */
const SLICE = 4;

/** Milliseconds after which a browser that is never idle goes on. */
const PATIENCE = 100;

/** Lets the browser paint and hear what is asked of it. @returns {Promise<void>} */
export const pause = () => new Promise((go) => whenIdle(go, PATIENCE));

/** Acts when the browser is idle, at the latest after so many milliseconds. @param {() => void} act @param {number} patience */
export function whenIdle(act, patience) {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(() => act(), { timeout: patience });
  else setTimeout(act, 20);
}

/** Acts on one item after the other, with pauses. @template T @param {T[]} items @param {(item: T) => void} act */
export async function inSlices(items, act) {
  let end = 0;
  for (const item of items) {
    if (performance.now() > end) {
      await pause();
      end = performance.now() + SLICE;
    }
    act(item);
  }
}

/**
 * Fetches the rows that the page leaves out, with the names of the pairs that have a page, and with name, last month
 * and page of each runtime that is no longer measured. Fails if they do not come.
 * @param {string[]} names of the columns @param {string} root the way to the root of the site @param {Title} title
 * @returns {Promise<{rows: Row[], pairs: string[], removed: Record<string, [string, string, string]>}>}
 */
export async function fetchRest(names, root, title) {
  const answer = await fetch(new URL(`${root}explore/rest.json`, location.href));
  if (!answer.ok) throw new Error(`${answer.status}`);
  /** @type {{pairs: string[], runtimes: Record<string, [string, string, string]>, removed: Record<string, [string, string, string]>, rows: [string, [string, number, (number | null)?, (number | null)?][]][]}} */
  const found = await answer.json();
  /** @type {Row[]} */
  const rows = [];
  await inSlices(found.rows, ([address, figures]) => {
    const [name, language, page] = found.runtimes[address.split("/")[8]];
    /** @type {Record<string, Value>} */
    const values = {};
    figures.forEach(([text, value, lower, upper], index) => {
      if (text !== undefined) values[names[names.length - figures.length + index]] = { text, value, lower: lower ?? null, upper: upper ?? null };
    });
    rows.push(new Row(address, name, language, values, title, (row) => drawn(row, names, root, page, title)));
  });
  return { rows, pairs: found.pairs, removed: found.removed };
}

/** A row as the page has those that come as HTML. @param {Row} row @param {string[]} names @param {string} root @param {string} page @param {Title} title @returns {HTMLTableRowElement} */
function drawn(row, names, root, page, title) {
  const cells = names.slice(1).map((name) => {
    if (name === "") return make("td", { class: "bars" });
    const found = row.values[name];
    return found === undefined ? make("td", {}, title(name, row.words[name] ?? "")) : make("td", { "data-value": String(found.value) }, found.text);
  });
  cells[cells.length - 1].append(" ", make("a", { href: root + receiptOf(row) }, "receipt"));
  return make("tr", {}, make("th", { scope: "row" }, make("a", { href: root + page }, row.words.name)), ...cells);
}

/** Address of the receipt of a series, from the root of the site. @param {Row} row @returns {string} */
function receiptOf({ address, words: { provider, runtime, workload } }) {
  const folder = provider === "local" ? `${runtime}/${workload}` : runtime;
  const parts = address.split("/").filter((part, index) => index !== 8 && part !== "-");
  return `receipts/${folder}/index.html#${parts.join("-")}`;
}

const words = new Intl.Collator();

/**
 * The rows that a state shows, in its order.
 * @param {Row[]} rows @param {import("./state.js").State} state @param {Record<string, string[]>} wanted filters as they count
 * @param {(row: Row) => boolean} isFound whether a row is one of those that are searched for
 * @returns {Row[]}
 */
export function shown(rows, state, wanted, isFound) {
  const hidden = new Set(state.hidden);
  const filters = Object.entries(wanted).map(([name, chosen]) => ({ name, chosen: new Set(chosen) }));
  const found = rows.filter(
    (row) =>
      !hidden.has(row.address) &&
      filters.every(({ name, chosen }) => chosen.has(row.words[name])) &&
      isFound(row),
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
