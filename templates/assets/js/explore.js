// @ts-check
/** Explore: the table of the page filtered, sorted, drawn and downloaded, with its state in the address. */

import { axis, explained, scaleOf, track } from "./bars.js";
import { button, copyLink, make } from "./dom.js";
import { csv, fileName, records, save } from "./download.js";
import { filters } from "./filters.js";
import { ends as interval } from "./number.js";
import { ratios } from "./ratios.js";
import { columns, fetchRest, headOf, inSlices, pause, read, shown, whenIdle } from "./rows.js";
import { filtersFor, inTheWay } from "./search.js";
import { DIMENSIONS, decode, encode, usual } from "./state.js";

const PERCENTILES = ["p50", "p90", "p95", "p99"];

/** Rows that are drawn before the next paint: what most windows hold below the controls, few enough for a phone to follow each key. */
const STEP = 12;

/** Milliseconds after which the rows that the page leaves out are fetched, even if the browser has not been idle. */
const PATIENCE = 2000;

const table = /** @type {HTMLTableElement} */ (document.querySelector("table.explore"));
const place = /** @type {HTMLElement} */ (document.querySelector("#controls"));
const names = columns(table);
const rows = read(table);
const body = table.tBodies[0];
const head = headOf(table);
/** @type {Map<string, import("./rows.js").Row>} */
const byAddress = new Map();
/** Names of runtimes. @type {Map<string, string>} */
const called = new Map();
const root = place.dataset.root ?? "";
/** Pairs with a page. @type {Set<string>} */
let pairs = new Set();
/** Number of rows that have not come. */
let missing = Number(place.dataset.rest);
/** The rows on their way, once they were asked for. @type {Promise<void> | undefined} */
let asked;
let hasFailed = false;
let state = decode(location.search);
const ratioOf = ratios(root, () => render());
let filtersOf = filtersFor([]);
/** Filters as they count, now that something is searched for. */
let counted = filtersOf(state);

/** @typedef {{said: HTMLElement, drawing: ReturnType<typeof track>, ratio: HTMLElement, pick: HTMLElement, base: HTMLElement, look: string}} Parts */
/** What is drawn into each row. @type {Map<import("./rows.js").Row, Parts>} */
const parts = new Map();

/** Takes on a state that somebody chose, and writes it into the address. @param {Partial<typeof state>} change */
function change(change) {
  state = { ...state, ...change };
  const search = encode(state);
  history.pushState(null, "", search === "" ? location.pathname : `?${search}`);
  update();
}

/** Shows the state, and asks for the rows that are missing, once more if they failed to come. */
function update() {
  if (hasFailed) asked = undefined;
  ask();
  render();
}

/** Asks for the rows that are missing. */
function ask() {
  if (missing > 0) asked ??= load();
}

async function load() {
  hasFailed = false;
  try {
    const rest = await fetchRest(names, root);
    await pause();
    pairs = new Set(rest.pairs);
    missing = 0;
    rows.push(...rest.rows);
    index(rest.rows);
    await pause();
    menus.fill(rows);
  } catch {
    hasFailed = true;
  }
  render();
}

/** Makes more rows known by their address. @param {import("./rows.js").Row[]} more */
function index(more) {
  for (const row of more) {
    byAddress.set(row.address, row);
    called.set(row.words.runtime, row.words.name);
  }
  filtersOf = filtersFor(rows);
}

/** A word of a column as people read it. @param {string} dimension @param {string} value */
function title(dimension, value) {
  return dimension === "runtime" ? (called.get(value) ?? value) : value;
}

const menus = filters(title, (dimension, chosen) => {
  const filters = { ...state.filters, [dimension]: chosen };
  if (chosen.length === 0) delete filters[dimension];
  change({ filters });
});

const search = make("input", { type: "search", placeholder: "rust 128", "aria-label": "Search" });
search.addEventListener("input", () => {
  state = { ...state, query: search.value };
  const words = encode(state);
  history.replaceState(null, "", words === "" ? location.pathname : `?${words}`);
  update();
});

const by = make("select", { "aria-label": "Percentile that is drawn" });
for (const percentile of PERCENTILES) by.append(make("option", { value: percentile }, percentile));
by.addEventListener("change", () => change({ by: by.value, sort: by.value }));

const scale = make("select", { "aria-label": "Scale of the drawing" });
for (const name of ["log", "linear"]) scale.append(make("option", { value: name }, `${name} scale`));
scale.addEventListener("change", () => change({ linear: scale.value === "linear" }));

const count = make("p", { class: "count", role: "status" });
const explanation = make("p", { class: "explanation" });
const compared = make("div", { class: "picked" });

/** @type {import("./rows.js").Row[]} */
let current = [];
// A file has all rows of its view, so it waits for those that are on their way.
const take = [
  button("CSV", async () => {
    await asked;
    save(csv(current), "text/csv", fileName(encode(state), "csv"));
  }),
  button("JSON", async () => {
    await asked;
    const found = { address: location.href, rows: records(current) };
    save(`${JSON.stringify(found, null, 1)}\n`, "application/json", fileName(encode(state), "json"));
  }),
];

place.append(
  make("div", { class: "line" }, search, by, scale, button("Reset", () => change(usual())), copyLink(), ...take),
  menus.element,
  make("p", { class: "cue" }, "more columns sideways →"),
  count,
  explanation,
  compared,
);

for (const cell of head.cells) {
  const name = cell.dataset.column;
  if (name === undefined) continue;
  const sorter = make("button", { type: "button", class: "sort" }, cell.textContent ?? "");
  sorter.addEventListener("click", () => change({ sort: state.sort === name ? `-${name}` : name }));
  cell.replaceChildren(sorter);
}
const ends = axis(head.cells[names.indexOf("")]);

/** What is drawn into a row, made when it is first shown. @param {import("./rows.js").Row} row @returns {Parts} */
function partsOf(row) {
  const there = parts.get(row);
  if (there !== undefined) return there;
  const said = make("span", { class: "said" });
  const drawing = track();
  const ratio = make("span", { class: "ratio" });
  /** @param {string} word @param {() => void} act */
  const act = (word, act) => {
    const control = button(word, act);
    control.setAttribute("aria-label", `${word} ${row.words.name}`);
    return control;
  };
  const pick = act("Compare", () => {
    const others = state.picked.filter((address) => address !== row.address);
    change({ picked: others.length < state.picked.length ? others : [...others, row.address] });
  });
  const base = act("Divide by", () => change({ base: state.base === row.address ? "" : row.address }));
  const hide = act("Hide", () => change({ hidden: [...state.hidden, row.address] }));
  const acts = make("span", { class: "acts" }, pick, base, hide);
  row.element.cells[names.indexOf("")].append(said, drawing.element, ratio, acts);
  const made = { said, drawing, ratio, pick, base, look: "" };
  parts.set(row, made);
  return made;
}

/** Draws a row as the state has it. @param {import("./rows.js").Row} row */
function draw(row) {
  const parts = partsOf(row);
  const { said, drawing, ratio, pick, base: divide } = parts;
  const { at, ...ends } = scaled;
  const look = JSON.stringify([state.by, state.base, state.picked.includes(row.address), ends]);
  // Most rows stay as they are when others come; ratios may have got their intervals.
  if (look === parts.look && state.base === "") return;
  parts.look = look;
  const found = row.values[state.by];
  said.textContent = found?.text ?? "—";
  drawing.show(found, scaled);
  const base = byAddress.get(state.base);
  if (base !== undefined) ratio.replaceChildren(...quotient(row, base));
  else if (ratio.firstChild !== null) ratio.replaceChildren();
  pick.setAttribute("aria-pressed", String(state.picked.includes(row.address)));
  divide.setAttribute("aria-pressed", String(base === row));
}

/** Rows that are in the page, the first of those that are shown; the others follow when the reader comes near their end. @type {import("./rows.js").Row[]} */
let drawn = [...rows];
let scaled = scaleOf([], state.by, state.linear);

const end = make("div", { class: "end" });
const nearEnd = new IntersectionObserver((entries) => {
  if (entries.some((entry) => entry.isIntersecting) && drawn.length < current.length) grow(drawn.length + STEP);
}, { rootMargin: "600px" });

/** Adds rows to the page, up to so many. @param {number} until */
function grow(until) {
  const next = current.slice(drawn.length, until);
  for (const row of next) draw(row);
  body.append(...next.map((row) => row.element));
  drawn.push(...next);
  // Asks again whether the end is near, which the observer reports on a change only.
  nearEnd.unobserve(end);
  nearEnd.observe(end);
}

table.after(end);
addEventListener("beforeprint", () => grow(current.length));

/** Finds what the state shows, and between what ends it is drawn. */
function decide() {
  counted = filtersOf(state);
  current = shown(rows, state, counted);
  scaled = scaleOf(current, state.by, state.linear);
}

function render() {
  decide();
  const wanted = new Set(current);
  const kept = drawn.filter((row) => wanted.has(row));
  // Rows that stay where they are keep the reader where they were.
  if (kept.length > 0 && kept.every((row, index) => row === current[index])) {
    for (const row of drawn) {
      if (wanted.has(row)) draw(row);
      else row.element.remove();
    }
    drawn = kept;
  } else {
    body.replaceChildren();
    drawn = [];
  }
  grow(Math.max(STEP, drawn.length));
  // What is the same in all rows is said by the filters.
  names.forEach((name, index) => {
    const isWord = DIMENSIONS.includes(name);
    const isSame = isWord && current.length > 1 && current.every((row) => row.words[name] === current[0].words[name]);
    table.classList.toggle(`without-${index + 1}`, isSame);
  });
  describe();
}

/** The ratio of a row to another with its interval, and a way to their page. @param {import("./rows.js").Row} row @param {import("./rows.js").Row} base @returns {(Node | string)[]} */
function quotient(row, base) {
  const found = ratioOf(row, base, state.by);
  if (found === null) return [];
  const text = `× ${found.value.toPrecision(3)}`;
  const address = pairAddress(row, base);
  return [address === null ? text : make("a", { href: address }, text), make("small", {}, interval(found))];
}

/** Every one of the chosen over every other. @param {import("./rows.js").Row[]} chosen */
function everyPair(chosen) {
  const head = chosen.map((row) => make("th", { scope: "col", class: "number" }, row.words.name));
  const lines = chosen.map((row) =>
    make("tr", {}, make("th", { scope: "row" }, row.words.name),
      ...chosen.map((base) => make("td", { class: "number" }, ...(row === base ? ["—"] : quotient(row, base))))));
  return make("table", { class: "pairs" }, make("caption", {}, `Ratios of ${state.by}, row over column, with 95 % intervals where both were compared`),
    make("thead", {}, make("tr", {}, make("td"), ...head)), make("tbody", {}, ...lines));
}

/** @param {import("./rows.js").Row} a @param {import("./rows.js").Row} b @returns {string | null} */
function pairAddress(a, b) {
  for (const name of [`${a.words.runtime}-vs-${b.words.runtime}`, `${b.words.runtime}-vs-${a.words.runtime}`]) {
    if (pairs.has(name)) return `${root}compare/${name}/index.html`;
  }
  return null;
}

/** A sentence of the page. @param {string} id @returns {Node} */
function sentence(id) {
  return /** @type {HTMLTemplateElement} */ (document.getElementById(id)).content.cloneNode(true);
}

/** Why nothing is shown, and a way out. @returns {(Node | string)[]} */
function excluded() {
  const found = inTheWay(rows, state, counted);
  if (found === null) return state.query.trim() === "" ? [] : [". No series has all of these words."];
  const lifted = found.lifted.map((dimension) => `${dimension} ${counted[dimension].map((value) => title(dimension, value)).join(" or ")}`);
  const kept = Object.entries(state.filters).filter(([dimension]) => !found.lifted.includes(dimension));
  return [`. ${found.count} match without: ${lifted.join(", ")} `,
    button("Lift these filters", () => change({ filters: Object.fromEntries(kept) }))];
}

/** Brings controls, counts and links up to what is shown. */
function describe() {
  search.value = state.query;
  by.value = state.by;
  scale.value = state.linear ? "linear" : "log";
  menus.show(state.filters, counted);
  ends.show(state.by, scaled);
  explanation.textContent = explained(state.by, scaled);
  for (const cell of head.cells) {
    const name = cell.dataset.column ?? "";
    const isSorted = state.sort.replace(/^-/, "") === name && name !== "";
    if (isSorted) cell.setAttribute("aria-sort", state.sort.startsWith("-") ? "descending" : "ascending");
    else cell.removeAttribute("aria-sort");
  }
  const hidden = state.hidden.length === 0 ? "" : `, ${state.hidden.length} hidden by hand`;
  count.textContent = `${current.length} of ${rows.length + missing} series${hidden}`;
  if (state.hidden.length > 0) count.append(" ", button("Show them", () => change({ hidden: [] })));
  if (missing > 0) count.append(sentence(hasFailed ? "failed" : "loading"));
  else if (current.length === 0) count.append(...excluded());
  const chosen = state.picked.map((address) => byAddress.get(address)).filter((row) => row !== undefined);
  compared.replaceChildren();
  if (chosen.length === 0) return;
  compared.append(make("p", {}, `Compared: ${chosen.map((row) => row.words.name).join(", ")}`));
  if (chosen.length > 1) compared.append(make("div", { class: "scroll" }, everyPair(chosen)));
  const only = [...new Set(chosen.map((row) => row.words.runtime))];
  compared.append(button("Show only these", () => change({ filters: { ...state.filters, runtime: only } })), " ");
  compared.append(button("None", () => change({ picked: [] })));
}

addEventListener("popstate", () => {
  state = decode(location.search);
  update();
});
index(rows);
for (const controls of [place, head]) {
  for (const touch of ["focusin", "pointerdown"]) controls.addEventListener(touch, ask);
}
if (location.search === "") {
  // The rows of the page can be read already, so they are drawn bit by bit.
  decide();
  describe();
  await inSlices([...drawn], draw);
  menus.fill(rows);
  menus.show(state.filters, counted);
  whenIdle(ask, PATIENCE);
} else {
  menus.fill(rows);
  ask();
  render();
}
