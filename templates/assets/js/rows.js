// @ts-check
/** The table of the page as data: what each row measures, and what came out. */

/**
 * @typedef {object} Value
 * @property {number} value
 * @property {number | null} lower
 * @property {number | null} upper
 */

/**
 * @typedef {object} Row
 * @property {HTMLTableRowElement} element
 * @property {string} address
 * @property {Record<string, string>} words text of each column, and the parts of the address
 * @property {Record<string, Value>} values measured values by column
 * @property {string} text all words in lower case, for searching
 */

/** @param {string | undefined} text @returns {number | null} */
const number = (text) => (text === undefined || text === "" ? null : Number(text));

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
  return [...table.tBodies[0].rows].map((element) => {
    const address = element.dataset.series ?? "";
    const [source, runtime, pack, arch, memory, workload, metric] = address.split("/");
    /** @type {Record<string, string>} */
    const words = { source, runtime, package: pack, arch, memory, workload, metric };
    /** @type {Record<string, Value>} */
    const values = {};
    [...element.cells].forEach((cell, index) => {
      const { value, lower, upper } = cell.dataset;
      const name = names[index];
      if (value !== undefined) values[name] = { value: Number(value), lower: number(lower), upper: number(upper) };
      words[name] ??= cell.textContent?.trim() ?? "";
      if (name === "name") words.name = cell.textContent?.trim() ?? "";
    });
    const text = `${Object.values(words).join(" ")}`.toLowerCase();
    return { element, address, words, values, text };
  });
}

/**
 * The rows that a state shows, in its order.
 * @param {Row[]} rows @param {import("./state.js").State} state @returns {Row[]}
 */
export function shown(rows, state) {
  const hidden = new Set(state.hidden);
  const filters = Object.entries(state.filters).map(([name, chosen]) => ({ name, chosen: new Set(chosen) }));
  const query = state.query.toLowerCase().split(/\s+/).filter((word) => word !== "");
  const found = rows.filter(
    (row) =>
      !hidden.has(row.address) &&
      filters.every(({ name, chosen }) => chosen.has(row.words[name])) &&
      query.every((word) => row.text.includes(word)),
  );
  const isDown = state.sort.startsWith("-");
  const name = isDown ? state.sort.slice(1) : state.sort;
  const order = isDown ? -1 : 1;
  /** @param {Row} row */
  const value = (row) => row.values[name]?.value;
  return found.sort((a, b) => {
    const [x, y] = [value(a), value(b)];
    // What has no value comes last either way.
    if (x === undefined && y === undefined) return order * (a.words[name] ?? "").localeCompare(b.words[name] ?? "");
    if (x === undefined) return 1;
    if (y === undefined) return -1;
    return order * (x - y);
  });
}
