// @ts-check
/** Which runtime for me: asks, answers, draws and keeps what is asked in the address. */

import { answers, decides } from "./answers.js";
import { decode, encode } from "./demand.js";
import { button, copyLink, make } from "./dom.js";
import { lines, save } from "./download.js";
import { fields } from "./fields.js";
import { draw } from "./front.js";
import { describe, ends, findingOf, isMet, noteOf, percent, settings, short } from "./words.js";

const place = /** @type {HTMLElement} */ (document.querySelector("#solver"));
const root = place.dataset.root ?? "";
/** Rows that are shown before all are asked for. */
const FEW = 20;

/** @type {import("./answers.js").Data} */
const data = await fetch(new URL("solver.json", location.href)).then((found) => found.json()).catch((error) => {
  place.append(make("p", { class: "note" }, "The numbers to answer from did not come. The worked examples below are whole."));
  throw error;
});
let demand = decode(location.search);
let isWhole = false;

/** @param {Partial<typeof demand>} asked @param {boolean} isSame whether it is the same question, typed further */
function ask(asked, isSame = false) {
  demand = { ...demand, ...asked };
  const search = encode(demand);
  const address = search === "" ? location.pathname : `?${search}`;
  if (isSame) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  render();
}

const { form, show } = fields(data, () => demand, ask);
const finding = make("p", { class: "finding", role: "status" });
// The same words stand above the worked examples.
const limits = make("p", { class: "note" }, ...(document.querySelector("#hello")?.cloneNode(true).childNodes ?? []));
const note = make("p", { class: "note" });
const figure = make("figure", { class: "chart" });
const heading = make("thead");
const body = make("tbody");
const more = button("", () => { isWhole = true; render(); });
const caption = make("caption", { class: "unseen" }, "Configurations that were asked for");
const table = make("table", { class: "answers" }, caption, heading, body);

place.append(
  form, finding, limits, note, figure,
  make("p", { class: "line" },
    copyLink(), " ",
    button("Take all answers away as CSV", () => save(lines(records()), "text/csv", "coldmark-which.csv"))),
  make("p", { class: "source" },
    "Chance of meeting it: how sure it is, after the days that were measured, that all that is asked above is met. It is no share of invocations."),
  make("div", { class: "scroll", role: "region", "aria-label": "Answers", tabindex: "0" }, table),
  more,
);

/** All answers as rows of a file. @returns {Record<string, string | number | null>[]} */
function records() {
  return answers(data, demand).map((it) => ({
    runtime: it.of.runtime, packaging: it.of.packaging, arch: it.of.arch, memory_mb: it.memory, probability: it.chance,
    cold_ms: it.cold?.value ?? null, cold_ms_lower: it.cold?.lower ?? null, cold_ms_upper: it.cold?.upper ?? null,
    month_usd: it.cost?.value ?? null, month_usd_lower: it.cost?.lower ?? null, month_usd_upper: it.cost?.upper ?? null,
    init_usd: it.init, is_pareto: String(it.front),
  }));
}

/** Order of answers that come cheapest first. @param {import("./answers.js").Answer} a @param {import("./answers.js").Answer} b */
function order(a, b) {
  if (demand.sort === "time") return (a.cold?.value ?? Infinity) - (b.cold?.value ?? Infinity);
  if (demand.sort === "chance") return (b.chance ?? -1) - (a.chance ?? -1);
  return Number(isMet(b)) - Number(isMet(a));
}

/** @param {string} label @param {string} sort @param {string} title */
function head(label, sort, title = "") {
  const cell = make("th", { scope: "col", class: "number" }, button(label, () => ask({ sort }), { class: "sort", ...(title === "" ? {} : { title }) }));
  if (demand.sort === sort) cell.setAttribute("aria-sort", sort === "chance" ? "descending" : "ascending");
  return cell;
}

/** What is shown at present. @type {{found: import("./answers.js").Answer[], statistic: string}} */
let answered = { found: [], statistic: "p50" };

function render() {
  const found = answers(data, demand);
  const deciding = decides(data, demand);
  const statistic = deciding === null || deciding === -1 ? "p50" : data.statistics[deciding];
  answered = { found, statistic };
  finding.textContent = findingOf(data, demand, found);
  note.textContent = noteOf(data, demand);
  drawFront();
  heading.replaceChildren(make("tr", {},
    make("th", { scope: "col" }, "Runtime"),
    head("chance of meeting it", "chance", "How sure it is that all that is asked is met; no share of invocations"),
    head("a month, $", "cost"), head(`cold invocation, ${statistic}, ms`, "time"),
    make("th", { scope: "col", class: "number", title: "What of the cost of a month is the billing of init durations" }, "of it init, $"),
    make("th", { scope: "col", class: "settings" }, "Configuration")));
  const sorted = [...found].sort(order);
  body.replaceChildren(...sorted.slice(0, isWhole ? sorted.length : FEW).map(row));
  more.hidden = isWhole || sorted.length <= FEW;
  more.textContent = `Show all ${sorted.length}`;
}

/** A number with its interval, for which a phone has no room. @param {import("./answers.js").Sure | null} it */
function cell(it) {
  if (it === null) return make("td", { class: "number" }, "—");
  return make("td", { class: "number" }, short(it.value), make("span", { class: "ends" }, ends(it)));
}

/** @param {import("./answers.js").Answer} it */
function row(it) {
  return make("tr", isMet(it) ? {} : { class: "late" },
    make("th", { scope: "row" }, make("a", { href: root + it.of.path }, it.of.name),
      ...(it.front ? [make("span", { class: "front", role: "img", "aria-label": "on the front" }, "\u00a0●")] : []),
      make("small", {}, settings(it))),
    make("td", { class: "number" }, percent(it.chance)), cell(it.cost), cell(it.cold),
    make("td", { class: "number" }, it.init === null ? "—" : short(it.init)),
    make("td", { class: "settings" }, settings(it)));
}

/** How wide the drawing is that is shown. */
let drawnWidth = 0;

/** Draws as wide as there is room, so that words keep their size. */
function drawFront() {
  const { found, statistic } = answered;
  // A narrow window gives a drawing some of its margin: base.css.
  drawnWidth = figure.clientWidth < 340 ? Math.min(340, figure.clientWidth + 12) : figure.clientWidth;
  const known = found.filter((it) => it.cold !== null && it.cost !== null);
  const quickest = [...known].sort((a, b) => (a.cold?.value ?? 0) - (b.cold?.value ?? 0));
  const named = new Set(known.filter((it) => it.front).slice(0, 8));
  const seen = new Set();
  for (const it of quickest) if (!seen.has(it.of.language) && seen.add(it.of.language)) named.add(it);
  const offers = known.map((it) => ({
    name: describe(it),
    label: named.has(it) ? `${it.of.name}${demand.memory === "any" ? `, ${it.memory} MB` : ""}` : "",
    hue: it.of.hue, cost: it.cost?.value ?? 0, time: it.cold?.value ?? 0, front: it.front, meets: isMet(it),
    numbers: () => [
      ["a month, $", short(it.cost?.value ?? 0)],
      [`cold invocation, ${statistic}, ms`, short(it.cold?.value ?? 0)],
      ["chance of meeting it", percent(it.chance)],
    ],
  }));
  if (offers.length === 0) {
    figure.replaceChildren();
    return;
  }
  const axes = { cost: "US dollars a month", time: `Cold invocation at ${statistic}, ms` };
  draw(figure, offers, axes, { within: demand.within, decides: decides(data, demand) !== null }, drawnWidth);
}

new ResizeObserver(() => {
  if (Math.abs(figure.clientWidth - drawnWidth) > 12) drawFront();
}).observe(figure);
addEventListener("popstate", () => {
  demand = decode(location.search);
  show(demand);
  render();
});
show(demand);
render();
