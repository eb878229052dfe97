// @ts-check
/** The drawing of pipeline/charts/src/scatter.rs for results that the page computes: same classes, same look. */

import { make as makeHtml } from "./dom.js";
import { placed } from "./labels.js";
import { pointAt } from "./point.js";

const SVG = "http://www.w3.org/2000/svg";
const [HEIGHT, LEFT, TOP, BOTTOM] = [396, 44, 26, 356];

/** Width in pixels from which the drawing is a fifth larger, as figure.css has those that come with the page. */
const [WIDE, LARGER] = [640, 1.2];

/** @param {string} tag @param {Record<string, string | number>} attributes @param {string} text */
function make(tag, attributes, text = "") {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.textContent = text;
  return element;
}

/** @param {string} name of the class @param {SVGElement[]} marks */
function group(name, ...marks) {
  const element = make("g", { class: name });
  element.append(...marks);
  return element;
}

/** @param {number[]} values @param {number} from @param {number} to */
function logScale(values, from, to) {
  let [low, high] = [Math.log(Math.min(...values)), Math.log(Math.max(...values))];
  const least = Math.log(1.25);
  if (high - low < least) [low, high] = [(low + high - least) / 2, (low + high + least) / 2];
  const room = (high - low) * 0.06;
  const [start, end] = [low - room, high + room];
  /** @param {number} value */
  const at = (value) => from + ((Math.log(value) - start) / (end - start)) * (to - from);
  return { at, start: Math.exp(start), end: Math.exp(end) };
}

/** From zero, so that a small difference stays small. @param {number} most @param {number} from @param {number} to */
function linearScale(most, from, to) {
  const end = most * 1.04;
  /** @param {number} value */
  const at = (value) => from + (value / end) * (to - from);
  return { at, start: 0, end };
}

/** Round values from start to end, at most about seven. @param {number} start @param {number} end */
function ticks(start, end) {
  const found = [];
  if (start > 0 && end / start > 10) {
    for (let power = Math.floor(Math.log10(start)); power <= Math.log10(end); power += 1) {
      for (const step of end / start > 300 ? [1] : [1, 2, 5]) found.push(step * 10 ** power);
    }
  } else {
    const raw = (end - start) / 6;
    const power = 10 ** Math.floor(Math.log10(raw));
    const step = power * ([1, 2, 5, 10].find((it) => it * power >= raw) ?? 10);
    for (let n = Math.ceil(start / step); n * step <= end; n += 1) found.push(n * step);
  }
  return found.filter((value) => value >= start && value <= end);
}

/** @param {number} value */
const round = (value) => Number(value.toPrecision(9)).toLocaleString("en", { maximumSignificantDigits: 6 });

/**
 * @typedef {object} Offer
 * @property {string} name @property {string} label where it is empty, the offer is a small dot @property {number} hue
 * @property {number} cost @property {number} time @property {boolean} front @property {boolean} meets what is asked
 * @property {() => string[][]} numbers with what they are called, written when they are asked for: most never are
 */

/** How far beyond all values a limit may lie that is drawn, as a ratio: one further off would leave them no room. */
const NEAR = 2;

/** @param {Offer} it */
const series = (it) => `series-${(it.hue % 8) + 1}`;

/**
 * Cheap at the left, from zero; quick at the foot, logarithmic.
 * @param {HTMLElement} figure what is in it gives way
 * @param {Offer[]} offers @param {{cost: string, time: string}} axes
 * @param {{within: number, decides: boolean}} limit of the time, and whether cold invocations are held to it
 * @param {number} pixels its width
 */
export function draw(figure, offers, axes, limit, pixels) {
  const width = pixels < WIDE ? pixels : pixels / LARGER;
  const right = width - 2;
  const svg = /** @type {SVGSVGElement} */ (make("svg", { class: "drawing pareto", role: "img", tabindex: 0, viewBox: `0 0 ${width} ${HEIGHT}` }));
  svg.append(make("title", {}, "Cost of a month and duration of a cold invocation"));
  const times = offers.map((it) => it.time);
  const isNear = limit.within > Math.min(...times) / NEAR && limit.within < Math.max(...times) * NEAR;
  const across = linearScale(Math.max(...offers.map((it) => it.cost)), LEFT, right);
  const up = logScale(isNear ? [...times, limit.within] : times, BOTTOM, TOP);
  const [columns, lines] = [ticks(across.start, across.end), ticks(up.start, up.end)];
  svg.append(
    group("grid",
      ...columns.map((it) => make("line", { x1: across.at(it), x2: across.at(it), y1: TOP, y2: BOTTOM })),
      ...lines.map((it) => make("line", { x1: LEFT, x2: right, y1: up.at(it), y2: up.at(it) }))),
    group("tick",
      ...columns.map((it) => make("text", { x: across.at(it), y: BOTTOM + 18, "text-anchor": "middle" }, round(it))),
      ...lines.map((it) => make("text", { x: LEFT - 8, y: up.at(it) + 4, "text-anchor": "end" }, round(it))),
      make("text", { x: 0, y: 12 }, `${axes.time}, log scale`),
      make("text", { x: right, y: BOTTOM + 36, "text-anchor": "end" }, axes.cost)),
  );
  /** What names keep clear of: lines as pairs of their ends. @type {number[][]} */
  const strokes = [];
  const front = offers.filter((it) => it.front).map((it) => [across.at(it.cost), up.at(it.time)]);
  front.sort((a, b) => a[0] - b[0]);
  if (front.length > 0) {
    const steps = [[front[0][0], TOP]];
    front.forEach(([x, y], index) => steps.push(...(index === 0 ? [] : [[x, front[index - 1][1]]]), [x, y]));
    steps.push([right, front[front.length - 1][1]]);
    steps.slice(1).forEach((to, index) => strokes.push([...steps[index], ...to]));
    svg.append(group("guide", make("polyline", { points: steps.map((it) => it.join()).join(" ") })));
  }
  if (isNear) {
    const y = up.at(limit.within);
    strokes.push([LEFT, y, right, y]);
    svg.append(group("limit", make("line", { x1: LEFT, x2: right, y1: y, y2: y })));
  }
  const marks = offers.map((it) => ({ it, x: across.at(it.cost), y: up.at(it.time), radius: it.label === "" ? 2.5 : 5 }));
  marks.sort((a, b) => a.radius - b.radius);
  for (const { it, x, y, radius } of marks) {
    svg.append(group(`mark ${series(it)}${it.hue % 16 >= 8 ? " again" : ""}${it.meets ? "" : " pale"}`,
      make("circle", { cx: x, cy: y, r: radius })));
  }
  const room = { left: LEFT + 4, top: TOP + 4, right, bottom: BOTTOM - 4 };
  const wanted = [];
  if (isNear) {
    wanted.push({ text: `target: ${round(limit.within)} ms`, x: right, y: up.at(limit.within), isNeeded: true, isLimit: true, isPale: false });
  }
  // Those of the front first: the others have their names where there is room.
  for (const { it, x, y } of [...marks].sort((a, b) => Number(b.it.front) - Number(a.it.front))) {
    if (it.label !== "") wanted.push({ text: it.label, x, y, isNeeded: it.front, isLimit: false, isPale: !it.meets });
  }
  const names = placed(wanted, marks, strokes, room);
  svg.append(
    group("leader", ...names.flatMap(({ leader }) =>
      leader === null ? [] : [make("line", { x1: leader[0], y1: leader[1], x2: leader[2], y2: leader[3] })])),
    group("name", ...names.map(({ label, x, y }) => make("text", { x, y, class: label.isPale || label.isLimit ? "soft" : "" }, label.text))),
  );
  figure.replaceChildren(svg, makeHtml("p", { class: "source" }, legend(limit, isNear)));
  const told = marks.map(({ it, x, y }) => ({ x, y, name: it.name, numbers: it.numbers, hue: series(it), isNamed: it.label !== "" }));
  pointAt(figure, svg, told, told.filter((it) => it.isNamed).sort((a, b) => a.x - b.x));
}

/** @param {{within: number, decides: boolean}} limit @param {boolean} isNear */
function legend(limit, isNear) {
  const line = isNear
    ? `The line across is the latency target${limit.decides ? "" : ", which cold invocations need not meet"}.`
    : `The latency target, ${round(limit.within)} ms, is outside the chart.`;
  return `Dashed line and ●: best trade-offs. Nothing else is both cheaper and faster. Large dots are best trade-offs and the fastest of each language. Pale dots miss the target or meet it with less than 95% confidence. ${line} The arrow keys step through the large dots.`;
}
