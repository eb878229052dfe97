// @ts-check
/** The solver: evaluates a scenario, draws its results and keeps it in the address. */

import { results, decides } from "./results.js";
import { checked } from "./faults.js";
import { encode } from "./scenario.js";
import { button, copyLink, make } from "./dom.js";
import { lines, save } from "./download.js";
import { fields } from "./fields.js";
import { draw } from "./pareto.js";
import { ends, many, short } from "./number.js";
import { answerOf, costNote, describe, findingOf, handlerNote, isMet, noteOf, percent, settings } from "./words.js";

const place = /** @type {HTMLElement} */ (document.querySelector("#solver"));
const root = place.dataset.root ?? "";
/** Rows that are shown before all are asked for. */
const FEW = 20;

/** @type {import("./results.js").Data} */
const data = await fetch(new URL("solver.json", location.href)).then((found) => found.json()).catch((error) => {
  place.append(make("p", { class: "note" }, "The data of the calculator did not load. The worked examples below are complete."));
  throw error;
});
let { scenario, faults } = checked(location.search, data);
let isWhole = false;

/** The address of the page with the scenario. */
const address = () => `${location.pathname}${encode(scenario) === "" ? "" : `?${encode(scenario)}`}${location.hash}`;

/** Puts the address right where it was wrong. */
const correct = () => Object.keys(faults).length > 0 && history.replaceState(null, "", address());

/** @param {Partial<typeof scenario>} asked @param {boolean} isSame whether it is the same question, typed further */
function ask(asked, isSame = false) {
  scenario = { ...scenario, ...asked };
  if (isSame) history.replaceState(null, "", address());
  else history.pushState(null, "", address());
  render();
}

/** Greys out the answer while a field holds a wrong value. @param {boolean} isWrong */
const mark = (isWrong) => place.classList.toggle("stale", isWrong);

const { form, show } = fields(data, root, { current: () => scenario, ask, mark });
// The finding in short, in view while the fields change in a narrow window; screen readers hear the finding.
const answer = make("p", { class: "answer", "aria-hidden": "true" });
const finding = make("p", { class: "finding", role: "status" });
// The same words stand above the worked examples.
const limits = make("p", { class: "note" }, ...(document.querySelector("#hello")?.cloneNode(true).childNodes ?? []));
const [note, bill, handler] = ["", "bill", ""].map((name) => make("p", { class: `note ${name}`.trim() }));
const outdated = make("p", { class: "outdated" }, "This answers the last valid input. Correct the marked field.");
const figure = make("figure", { class: "chart" });
const heading = make("thead");
const body = make("tbody");
const more = button("", () => { isWhole = true; render(); });
const caption = make("caption", { class: "unseen" }, "Configurations, cheapest first");
const table = make("table", { class: "results" }, caption, heading, body);

place.append(
  answer, form, outdated, finding, note, bill, handler, limits, figure,
  make("p", { class: "line" },
    copyLink(), " ",
    button("Download all results (CSV)", () => save(lines(records()), "text/csv", "coldmark-calculator.csv"))),
  make("p", { class: "source" },
    "Confidence says how likely a configuration is to meet your target, given how much results vary from day to day. It is not the share of invocations that are fast enough."),
  make("div", { class: "scroll", role: "region", "aria-label": "Results", tabindex: "0" }, table),
  more,
);

/** All results as rows of a file. @returns {Record<string, string | number | null>[]} */
function records() {
  return results(data, scenario).map((it) => ({
    runtime: it.of.runtime, packaging: it.of.packaging, arch: it.of.arch, memory_mb: it.memory, handler_ms: it.handler,
    cold_starts_decide: String(!it.isAssumed), probability: it.chance, is_floor: String(it.isFloor),
    cold_ms: it.cold?.value ?? null, cold_ms_lower: it.cold?.lower ?? null, cold_ms_upper: it.cold?.upper ?? null,
    month_usd: it.cost?.value ?? null, month_usd_lower: it.cost?.lower ?? null, month_usd_upper: it.cost?.upper ?? null,
    init_usd: it.init, is_pareto: String(it.front),
  }));
}

/** Order of results that come cheapest first. @param {import("./results.js").Result} a @param {import("./results.js").Result} b */
function order(a, b) {
  if (scenario.sort === "time") return (a.cold?.value ?? Infinity) - (b.cold?.value ?? Infinity);
  if (scenario.sort === "chance") return (b.chance ?? -1) - (a.chance ?? -1);
  return Number(isMet(b)) - Number(isMet(a));
}

/** @param {string} label @param {string} sort @param {string} title */
function head(label, sort, title = "") {
  const cell = make("th", { scope: "col", class: "number" }, button(label, () => ask({ sort }), { class: "sort", ...(title === "" ? {} : { title }) }));
  if (scenario.sort === sort) cell.setAttribute("aria-sort", sort === "chance" ? "descending" : "ascending");
  return cell;
}

/** What is shown at present. @type {{found: import("./results.js").Result[], statistic: string}} */
let current = { found: [], statistic: "p50" };

function render() {
  const found = results(data, scenario);
  const deciding = decides(data, scenario);
  const statistic = deciding === null || deciding === -1 ? "p50" : data.statistics[deciding];
  current = { found, statistic };
  finding.textContent = findingOf(data, scenario, found);
  answer.textContent = answerOf(found);
  note.textContent = noteOf(data, scenario, found);
  bill.textContent = costNote(found);
  handler.textContent = handlerNote(scenario, found);
  drawFront();
  heading.replaceChildren(make("tr", {},
    make("th", { scope: "col" }, "Runtime"),
    head("Confidence", "chance", "How likely it is that the whole target is met; not a share of invocations"),
    head("Month ($)", "cost"), head(`Cold invocation, ${statistic} (ms)`, "time"),
    make("th", { scope: "col", class: "number", title: "Part of the monthly cost that is billed for inits" }, "Init share ($)"),
    make("th", { scope: "col", class: "settings" }, "Configuration")));
  const sorted = [...found].sort(order);
  body.replaceChildren(...sorted.slice(0, isWhole ? sorted.length : FEW).map(row));
  more.hidden = isWhole || sorted.length <= FEW;
  more.textContent = `Show all ${sorted.length}`;
}

/** A number with its interval, for which a phone has no room. @param {import("./results.js").Estimate | null} it */
function cell(it) {
  if (it === null) return make("td", { class: "number" }, "—");
  return make("td", { class: "number" }, short(it.value), make("span", { class: "ends" }, ends(it)));
}

/** @param {import("./results.js").Result} it */
function row(it) {
  return make("tr", isMet(it) ? {} : { class: "late" },
    make("th", { scope: "row" }, make("a", { href: root + it.of.path }, it.of.name),
      ...(it.front ? [make("span", { class: "front", role: "img", "aria-label": "best trade-off" }, "\u00a0●")] : []),
      make("small", {}, settings(it))),
    make("td", { class: "number" }, percent(it)), cell(it.cost), cell(it.cold),
    make("td", { class: "number" }, it.init === null ? "—" : short(it.init)),
    make("td", { class: "settings" }, settings(it)));
}

/** How wide the drawing is that is shown. */
let drawnWidth = 0;

/** Draws as wide as there is room, so that words keep their size. */
function drawFront() {
  const { found, statistic } = current;
  // A narrow window gives a drawing some of its margin: base.css.
  drawnWidth = figure.clientWidth < 340 ? Math.min(340, figure.clientWidth + 12) : figure.clientWidth;
  const known = found.filter((it) => it.cold !== null && it.cost !== null);
  const quickest = [...known].sort((a, b) => (a.cold?.value ?? 0) - (b.cold?.value ?? 0));
  const named = new Set(known.filter((it) => it.front).slice(0, 8));
  const seen = new Set();
  for (const it of quickest) if (!seen.has(it.of.language) && seen.add(it.of.language)) named.add(it);
  const offers = known.map((it) => ({
    name: describe(it),
    label: named.has(it) ? `${it.of.name}${scenario.memory === "any" ? `, ${many(it.memory)} MB` : ""}` : "",
    hue: it.of.hue, cost: it.cost?.value ?? 0, time: it.cold?.value ?? 0, front: it.front, meets: isMet(it),
    numbers: () => [
      ["month, $", short(it.cost?.value ?? 0)],
      [`cold invocation, ${statistic}, ms`, short(it.cold?.value ?? 0)],
      ["confidence", percent(it)],
    ],
  }));
  if (offers.length === 0) {
    figure.replaceChildren();
    return;
  }
  const axes = { cost: "US dollars a month", time: `Cold invocation, ${statistic}, ms` };
  draw(figure, offers, axes, { within: scenario.within, decides: decides(data, scenario) !== null }, drawnWidth);
}

new ResizeObserver(() => {
  if (Math.abs(figure.clientWidth - drawnWidth) > 12) drawFront();
}).observe(figure);
addEventListener("popstate", () => {
  ({ scenario, faults } = checked(location.search, data));
  correct();
  show(scenario, faults);
  render();
});
correct();
show(scenario, faults);
render();
