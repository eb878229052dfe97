// @ts-check
/** Which runtime for me: asks, answers, draws and keeps what is asked in the address. */

import { answers, decides } from "./answers.js";
import { NUMBERS, decode, encode } from "./demand.js";
import { button, copyLink, make } from "./dom.js";
import { lines, save } from "./download.js";
import { draw } from "./front.js";

const place = /** @type {HTMLElement} */ (document.querySelector("#solver"));
const root = place.dataset.root ?? "";
/** Rows that are shown before all are asked for. */
const FEW = 20;
/** What a probability must be for a configuration to count as one that meets the target. */
const SURE = 0.95;

const LABELS = {
  invocations: "Invocations a month",
  cold: "Of these start cold, %",
  target: "Of all must be in time, %",
  within: "In time is within, ms",
  handler: "Your handler takes, ms",
};

/** @type {import("./answers.js").Data} */
const data = await fetch(new URL("solver.json", location.href)).then((found) => found.json()).catch((error) => {
  place.append(make("p", { class: "note" }, "The numbers to answer from did not come. The worked examples below are whole."));
  throw error;
});
let demand = decode(location.search);
let isWhole = false;
const narrow = matchMedia("(width < 40rem)");

/** @param {Partial<typeof demand>} asked */
function ask(asked) {
  demand = { ...demand, ...asked };
  const search = encode(demand);
  history.pushState(null, "", search === "" ? location.pathname : `?${search}`);
  render();
}

/** @param {keyof typeof NUMBERS} name */
function number(name) {
  const { min, max } = NUMBERS[name];
  const input = make("input", { type: "number", name, min: String(min), max: String(max), step: "any", required: "" });
  input.addEventListener("change", () => {
    if (input.reportValidity()) ask({ [name]: Number(input.value) });
  });
  return { input, label: make("label", {}, LABELS[name], input) };
}

/** @param {"memory" | "arch" | "package"} name @param {string} label @param {string[]} values @param {(value: string) => string} word */
function choice(name, label, values, word) {
  const options = ["any", ...values].map((value) => make("option", { value }, value === "any" ? "any" : word(value)));
  const input = make("select", { name }, ...options);
  input.addEventListener("change", () => ask({ [name]: input.value }));
  return { input, label: make("label", {}, label, input) };
}

/** @param {(it: import("./answers.js").Configuration) => string[]} of */
const values = (of) => [...new Set(data.configurations.flatMap(of))];

const names = /** @type {(keyof typeof NUMBERS)[]} */ (Object.keys(NUMBERS));
const numbers = names.map((name) => ({ name, ...number(name) }));
const sizes = values((it) => Object.keys(it.first_call_ms)).sort((a, b) => Number(a) - Number(b));
const choices = [
  { name: /** @type {const} */ ("memory"), ...choice("memory", "Memory", sizes, (value) => `${value} MB`) },
  { name: /** @type {const} */ ("arch"), ...choice("arch", "Architecture", values((it) => [it.arch]), String) },
  { name: /** @type {const} */ ("package"), ...choice("package", "Package", values((it) => [it.package]), String) },
];
const boxes = values((it) => [it.language]).sort().map((value) => {
  const input = make("input", { type: "checkbox", name: "language", value });
  input.addEventListener("change", () => ask({ languages: boxes.filter((box) => box.input.checked).map((box) => box.value) }));
  return { value, input, label: make("label", {}, input, ` ${value}`) };
});
const finding = make("p", { class: "finding", role: "status" });
const note = make("p", { class: "note" });
const figure = make("figure", { class: "chart" });
const heading = make("thead");
const body = make("tbody");
const more = button("", () => { isWhole = true; render(); });
const caption = make("caption", { class: "unseen" }, "Configurations that were asked for");
const table = make("table", { class: "answers" }, caption, heading, body);

place.append(
  make("form", { class: "asked", "aria-label": "What your function is asked" },
    ...numbers.map((it) => it.label),
    ...choices.map((it) => it.label),
    make("fieldset", { class: "languages" }, make("legend", {}, "Languages (none chosen: any)"), ...boxes.map((it) => it.label))),
  finding, note, figure,
  make("p", { class: "line" },
    copyLink(), " ",
    button("Take all answers away as CSV", () => save(lines(records()), "text/csv", "coldmark-which.csv"))),
  make("div", { class: "scroll", role: "region", "aria-label": "Answers", tabindex: "0" }, table),
  more,
);
place.querySelector("form")?.addEventListener("submit", (event) => event.preventDefault());

/** @param {number} value three significant digits */
const short = (value) => value.toLocaleString("en", { minimumSignificantDigits: 3, maximumSignificantDigits: 3 });
/** @param {number | null} chance */
function percent(chance) {
  if (chance === null) return "not known";
  if (chance <= 0) return "below 1 %";
  return chance >= 1 ? "above 99 %" : `${(100 * chance).toFixed(0)} %`;
}
/** @param {import("./answers.js").Sure | null} it */
const sure = (it) => (it === null ? "—" : `${short(it.value)} (${short(it.lower)} to ${short(it.upper)})`);
/** @param {import("./answers.js").Answer} it */
const describe = (it) => `${it.of.name}, ${it.of.package}, ${it.of.arch}, ${it.memory} MB`;

/** All answers as rows of a file. @returns {Record<string, string | number | null>[]} */
function records() {
  return answers(data, demand).map((it) => ({
    runtime: it.of.runtime, package: it.of.package, arch: it.of.arch, memory_mb: it.memory, probability: it.chance,
    cold_ms: it.cold?.value ?? null, cold_ms_lower: it.cold?.lower ?? null, cold_ms_upper: it.cold?.upper ?? null,
    month_usd: it.cost?.value ?? null, month_usd_lower: it.cost?.lower ?? null, month_usd_upper: it.cost?.upper ?? null,
    init_usd: it.init, is_pareto: String(it.front),
  }));
}

/** Order of answers that come cheapest first. @param {import("./answers.js").Answer} a @param {import("./answers.js").Answer} b */
function order(a, b) {
  if (demand.sort === "time") return (a.cold?.value ?? Infinity) - (b.cold?.value ?? Infinity);
  if (demand.sort === "chance") return (b.chance ?? -1) - (a.chance ?? -1);
  return Number((b.chance ?? -1) >= SURE) - Number((a.chance ?? -1) >= SURE);
}

/** @param {string} label @param {string} sort */
function head(label, sort) {
  const cell = make("th", { scope: "col", class: "number" }, button(label, () => ask({ sort }), { class: "sort" }));
  if (demand.sort === sort) cell.setAttribute("aria-sort", sort === "chance" ? "descending" : "ascending");
  return cell;
}

function render() {
  for (const { name, input } of numbers) input.value = String(demand[name]);
  for (const { name, input } of choices) input.value = demand[name];
  for (const { value, input } of boxes) input.checked = demand.languages.includes(value);
  const found = answers(data, demand);
  const deciding = decides(data, demand);
  const statistic = deciding === null || deciding === -1 ? "p50" : data.statistics[deciding];
  const meets = found.filter((it) => (it.chance ?? 0) >= SURE);
  const cheapest = meets[0];
  finding.textContent = cheapest === undefined
    ? `None of ${found.length} configurations meets it with a probability of 95 %.`
    : `${meets.length} of ${found.length} configurations meet it with a probability of at least 95 %. The cheapest of these is ` +
      `${describe(cheapest)}: $${sure(cheapest.cost)} a month.`;
  note.textContent = demand.handler > demand.within
    ? "Your handler alone takes longer than what is in time."
    : deciding === null
      ? "Cold starts are rarer than what the target leaves out, so they do not decide: shown at their median."
      : deciding === -1
        ? "So many cold starts must be in time that the samples cannot say: their deepest percentile is the 99th."
        : `${statistic.slice(1)} % of the cold starts must be in time, so their ${statistic} decides.`;
  drawFront(found, statistic);
  heading.replaceChildren(make("tr", {},
    make("th", { scope: "col" }, "Runtime"), head("in time", "chance"), head("a month, $", "cost"),
    head(`cold invocation, ${statistic}, ms`, "time"), make("th", { scope: "col", class: "number" }, "init, $"),
    make("th", { scope: "col" }, "Configuration")));
  const sorted = [...found].sort(order);
  body.replaceChildren(...sorted.slice(0, isWhole ? sorted.length : FEW).map(row));
  more.hidden = isWhole || sorted.length <= FEW;
  more.textContent = `Show all ${sorted.length}`;
}

/** @param {import("./answers.js").Answer} it */
function row(it) {
  const cells = [percent(it.chance), sure(it.cost), sure(it.cold), it.init === null ? "—" : short(it.init)];
  return make("tr", (it.chance ?? 0) >= SURE ? {} : { class: "late" },
    make("th", { scope: "row" }, make("a", { href: root + it.of.path }, it.of.name),
      ...(it.front ? [make("span", { class: "front", role: "img", "aria-label": "on the front" }, " ●")] : [])),
    ...cells.map((text) => make("td", { class: "number" }, text)),
    make("td", {}, `${it.of.package}, ${it.of.arch}, ${it.memory} MB`));
}

/** @param {import("./answers.js").Answer[]} found @param {string} statistic */
function drawFront(found, statistic) {
  const known = found.filter((it) => it.cold !== null && it.cost !== null);
  const quickest = [...known].sort((a, b) => (a.cold?.value ?? 0) - (b.cold?.value ?? 0));
  const seen = new Set();
  const named = new Set(quickest.filter((it) => !seen.has(it.of.language) && seen.add(it.of.language)));
  for (const it of known.filter((it) => it.front).slice(0, 8)) named.add(it);
  const offers = known.map((it) => ({
    name: `${describe(it)}: $${short(it.cost?.value ?? 0)} a month, ${short(it.cold?.value ?? 0)} ms`,
    label: named.has(it) ? `${it.of.name}${demand.memory === "any" ? `, ${it.memory} MB` : ""}` : "",
    hue: it.of.hue, cost: it.cost?.value ?? 0, time: it.cold?.value ?? 0, front: it.front,
  }));
  const words = "Broken line and ●: the front, which nothing beats in both cost and time. Named besides: the quickest of each language. The table holds the numbers.";
  figure.replaceChildren(...(offers.length === 0 ? [] : [
    draw(offers, { cost: "US dollars a month", time: `Cold invocation at ${statistic}, ms` }, narrow.matches),
    make("p", { class: "source" }, words)]));
}

narrow.addEventListener("change", render);
addEventListener("popstate", () => {
  demand = decode(location.search);
  render();
});
render();
