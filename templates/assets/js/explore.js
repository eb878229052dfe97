// @ts-check
/** Explore: the table of the page filtered, sorted, drawn and downloaded, with its state in the address. */

import { axis, explained, scaleOf, track } from "./bars.js";
import { comparison } from "./compared.js";
import { button, copyLink, make } from "./dom.js";
import { csv, download, fileName, records, save } from "./download.js";
import { filters } from "./filters.js";
import { ends as interval, many } from "./number.js";
import { absences, listed, possible } from "./notices.js";
import { pairPages } from "./pairs.js";
import { ratios } from "./ratios.js";
import { columns, fetchRest, headOf, inSlices, pause, read, shown, whenIdle } from "./rows.js";
import { filtersFor, inTheWay, searcher } from "./search.js";
import { DIMENSIONS, decode, encode, usual } from "./state.js";

const PERCENTILES = ["p50", "p90", "p95", "p99"];

/** Rows that are drawn before the next paint: what most windows hold below the controls, few enough for a phone to follow each key. */
const STEP = 12;

/** Milliseconds after which the rows that the page leaves out are fetched, even if the browser has not been idle. */
const PATIENCE = 2000;

const table = /** @type {HTMLTableElement} */ (document.querySelector("table.explore"));
const place = /** @type {HTMLElement} */ (document.querySelector("#controls"));
const names = columns(table);
/** Names of values, by column and value. @type {Map<string, string>} */
const named = new Map();
for (const it of /** @type {NodeListOf<HTMLDataElement>} */ (sentence("names").querySelectorAll("data"))) {
  named.set(`${it.className} ${it.value}`, it.textContent ?? "");
}
/** Names of runtimes. @type {Map<string, string>} */
const called = new Map();
const rows = read(table, title);
const body = table.tBodies[0];
const head = headOf(table);
/** @type {Map<string, import("./rows.js").Row>} */
const byAddress = new Map();
const root = place.dataset.root ?? "";
const pairs = pairPages(root);
/** Number of rows that have not come. */
let missing = Number(place.dataset.rest);
/** The rows on their way, once they were asked for. @type {Promise<void> | undefined} */
let asked;
let hasFailed = false;
let state = usual();
/** Parts of the address that are not there. @type {import("./notices.js").Notice[]} */
let notices = [];
/** Tells of what is no longer measured, once that is known. @type {ReturnType<typeof absences> | undefined} */
let absent;
adopt();
const ratioOf = ratios(root, () => render());
let filtersOf = filtersFor([]);
/** Filters as they count, now that something is searched for. */
let counted = filtersOf(state);
let searchOf = searcher([]);
let sought = searchOf("");

/** @typedef {{said: HTMLElement, drawing: ReturnType<typeof track>, ratio: HTMLElement, pick: HTMLElement, base: HTMLElement, look: string}} Parts */
/** What is drawn into each row. @type {Map<import("./rows.js").Row, Parts>} */
const parts = new Map();

/** Takes on a state that somebody chose, and writes it into the address. @param {Partial<typeof state>} change */
function change(change) {
  state = { ...state, ...change };
  notices = [];
  const search = encode(state);
  history.pushState(null, "", search === "" ? location.pathname : `?${search}`);
  update();
}

/** Takes on the state of the address. */
function adopt() {
  ({ state, notices } = possible(decode(location.search), names.filter(Boolean), PERCENTILES));
  prune();
}

/** Takes back what is not there, once all rows have come, so that the address says what is shown. */
function prune() {
  if (absent !== undefined) {
    const found = absent.present(state, (address) => byAddress.has(address));
    state = found.state;
    notices.push(...found.notices);
  }
  if (notices.length === 0) return;
  const search = encode(state);
  history.replaceState(null, "", search === "" ? location.pathname : `?${search}`);
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
    const rest = await fetchRest(names, root, title);
    await pause();
    pairs.know(rest.pairs);
    missing = 0;
    rows.push(...rest.rows);
    index(rest.rows);
    for (const [slug, [name]] of Object.entries(rest.removed)) named.set(`runtime ${slug}`, name);
    absent = absences(rest.removed, called, root);
    prune();
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
  searchOf = searcher(rows);
}

/** A word of a column as people read it. @param {string} dimension @param {string} value */
function title(dimension, value) {
  return (dimension === "runtime" ? called.get(value) : undefined) ?? named.get(`${dimension} ${value}`) ?? value;
}

/** A column as people read it. @param {string} dimension */
function label(dimension) {
  return head.cells[names.indexOf(dimension === "runtime" ? "name" : dimension)].textContent ?? dimension;
}

const menus = filters(label, title, (dimension, chosen) => {
  const filters = { ...state.filters, [dimension]: chosen };
  if (chosen.length === 0) delete filters[dimension];
  change({ filters });
});

const search = make("input", { type: "search", placeholder: "rust vs go", "aria-label": "Search" });
search.addEventListener("input", () => {
  state = { ...state, query: search.value };
  notices = [];
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
const noted = make("ul", { class: "notices", role: "status" });
const compared = comparison(quotient, {
  only: (runtime) => change({ filters: { ...state.filters, runtime } }),
  clear: () => change({ picked: [] }),
});

/** @type {import("./rows.js").Row[]} */
let current = [];
// A file has all rows of its view, so it waits for those that are on their way.
const take = [
  download("CSV", async () => {
    await asked;
    save(csv(current), "text/csv", fileName(encode(state), "csv"));
  }),
  download("JSON", async () => {
    await asked;
    const found = { address: location.href, rows: records(current) };
    save(`${JSON.stringify(found, null, 1)}\n`, "application/json", fileName(encode(state), "json"));
  }),
];

place.append(
  make("div", { class: "line" }, search, by, scale, button("Reset", () => change(usual())), copyLink(), ...take),
  menus.element,
  count,
  explanation,
  make("p", { class: "cue" }, "Scroll for more columns →"),
  noted,
  compared.panel,
);
table.parentElement?.after(compared.bar);

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
  const drawing = track(row.words.language);
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
  const base = act("Set as baseline", () => change({ base: state.base === row.address ? "" : row.address }));
  base.textContent = "Baseline";
  const hide = act("Hide", () => change({ hidden: [...state.hidden, row.address] }));
  const acts = make("span", { class: "acts" }, pick, base, hide);
  row.element.cells[names.indexOf("")].append(make("span", { class: "drawn" }, said, drawing.element, ratio, acts));
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
  sought = searchOf(state.query);
  current = shown(rows, state, counted, sought.has);
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
  const address = pairs.address(row.words.runtime, base.words.runtime);
  return [address === null ? text : make("a", { href: address }, text), make("small", {}, interval(found))];
}

/** A part of the page that is in use later. @param {string} id @returns {DocumentFragment} */
function sentence(id) {
  return /** @type {DocumentFragment} */ (/** @type {HTMLTemplateElement} */ (document.getElementById(id)).content.cloneNode(true));
}

/** Why nothing is shown, and a way out. @returns {(Node | string)[]} */
function excluded() {
  const found = inTheWay(rows, state, counted, sought.has);
  if (found === null) return state.query.trim() === "" ? [] : [". No result matches all of these words."];
  const isOne = found.lifted.length === 1;
  // A notice says already which runtimes are gone.
  const isTold = isOne && found.lifted[0] === "runtime" && !state.filters.runtime.some((slug) => called.has(slug));
  const lifted = found.lifted.map((it) => `${label(it)}: ${listed(counted[it].map((value) => title(it, value)), "or")}`);
  const kept = Object.entries(state.filters).filter(([dimension]) => !found.lifted.includes(dimension));
  return [isTold ? ". " : `. No results with ${lifted.join("; ")}. `,
    button(`Remove ${isOne ? "this filter" : "these filters"} (${many(found.count)} ${found.count === 1 ? "result" : "results"})`,
      () => change({ filters: Object.fromEntries(kept) }))];
}

/** Names what is asked for and not there. */
function note() {
  const gone = absent?.gone([...(state.filters.runtime ?? []), ...(current.length === 0 ? absent.searched(state.query) : [])]) ?? [];
  noted.replaceChildren(...[...notices, ...gone].map((parts) => make("li", {}, ...parts)));
}

/** Brings controls, counts and links up to what is shown. */
function describe() {
  search.value = state.query;
  by.value = state.by;
  scale.value = state.linear ? "linear" : "log";
  menus.show(state.filters, counted);
  const hasBase = byAddress.has(state.base);
  table.classList.toggle("has-base", hasBase);
  ends.show(hasBase ? "ratio" : state.by, scaled);
  explanation.textContent = explained(state.by, scaled, current.some((row) => row.words.metric !== current[0].words.metric));
  for (const cell of head.cells) {
    const name = cell.dataset.column ?? "";
    const isSorted = state.sort.replace(/^-/, "") === name && name !== "";
    if (isSorted) cell.setAttribute("aria-sort", state.sort.startsWith("-") ? "descending" : "ascending");
    else cell.removeAttribute("aria-sort");
  }
  const hidden = state.hidden.length === 0 ? "" : `, ${state.hidden.length} hidden`;
  count.textContent = `${many(current.length)} of ${many(rows.length + missing)} series${hidden}`;
  if (state.hidden.length > 0) count.append(" ", button("Show hidden", () => change({ hidden: [] })));
  if (missing > 0) count.append(sentence(hasFailed ? "failed" : "loading"));
  else if (current.length === 0) count.append(...excluded());
  const pair = pairs.between(...sought.runtimes);
  if (pair !== null) count.append(current.length === 0 ? " " : ". ", make("a", { href: pair.address }, `Compare ${pair.a.name} with ${pair.b.name}`));
  note();
  compared.show(state.picked.map((address) => byAddress.get(address)).filter((row) => row !== undefined), state.by);
}

addEventListener("popstate", () => {
  adopt();
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
