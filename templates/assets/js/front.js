// @ts-check
/** The drawing of pipeline/charts/src/front.rs for answers that are asked on the page: same classes, same look. */

const SVG = "http://www.w3.org/2000/svg";
const [HEIGHT, LEFT, TOP, BOTTOM] = [396, 44, 26, 356];

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

/** Round values from start to end, at most about seven. @param {number} start @param {number} end */
function ticks(start, end) {
  const found = [];
  if (end / start > 10) {
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
 * @property {string} name @property {string} label @property {number} hue
 * @property {number} cost @property {number} time @property {boolean} front
 */

/**
 * @param {Offer[]} offers those with a label are named @param {{cost: string, time: string}} axes
 * @param {boolean} isNarrow whether it is for a phone
 * @returns {SVGElement} both axes logarithmic, cheap at the left and quick at the foot
 */
export function draw(offers, axes, isNarrow) {
  const width = isNarrow ? 340 : 720;
  const right = width - (isNarrow ? 150 : 190);
  const svg = make("svg", { class: "drawing front", role: "img", viewBox: `0 0 ${width} ${HEIGHT}` });
  svg.append(make("title", {}, "What a month costs, and how long a cold invocation takes"));
  const across = logScale(offers.map((it) => it.cost), LEFT, right);
  const up = logScale(offers.map((it) => it.time), BOTTOM, TOP);
  const [columns, lines] = [ticks(across.start, across.end), ticks(up.start, up.end)];
  svg.append(
    group("grid",
      ...columns.map((it) => make("line", { x1: across.at(it), x2: across.at(it), y1: TOP, y2: BOTTOM })),
      ...lines.map((it) => make("line", { x1: LEFT, x2: right, y1: up.at(it), y2: up.at(it) }))),
    group("tick",
      ...columns.map((it) => make("text", { x: across.at(it), y: BOTTOM + 18, "text-anchor": "middle" }, round(it))),
      ...lines.map((it) => make("text", { x: LEFT - 8, y: up.at(it) + 4, "text-anchor": "end" }, round(it))),
      make("text", { x: 0, y: 12 }, `${axes.time}, log scale`),
      make("text", { x: right, y: BOTTOM + 36, "text-anchor": "end" }, `${axes.cost}, log scale`)),
  );
  const front = offers.filter((it) => it.front).map((it) => [across.at(it.cost), up.at(it.time)]);
  front.sort((a, b) => a[0] - b[0]);
  if (front.length > 0) {
    const steps = [[front[0][0], TOP]];
    front.forEach(([x, y], index) => steps.push(...(index === 0 ? [] : [[x, front[index - 1][1]]]), [x, y]));
    steps.push([right, front[front.length - 1][1]]);
    svg.append(group("guide", make("polyline", { points: steps.map((it) => it.join()).join(" ") })));
  }
  for (const it of [...offers].sort((a, b) => Number(a.label !== "") - Number(b.label !== ""))) {
    const mark = make("circle", { cx: across.at(it.cost), cy: up.at(it.time), r: it.label === "" ? 2.5 : 5 });
    mark.append(make("title", {}, it.name));
    svg.append(group(`mark series-${(it.hue % 8) + 1}${it.hue % 16 >= 8 ? " again" : ""}`, mark));
  }
  svg.append(...names(offers.filter((it) => it.label !== ""), across.at, up.at));
  return svg;
}

/** Names at the right of their marks, in a column of lines that keep clear of each other. @param {Offer[]} offers @param {(value: number) => number} across @param {(value: number) => number} up */
function names(offers, across, up) {
  const placed = offers.map((it) => ({ it, y: up(it.time) })).sort((a, b) => a.y - b.y);
  for (let pass = 0; pass < 60; pass += 1) {
    placed.forEach((one, index) => {
      const next = placed[index + 1];
      if (next === undefined || next.y - one.y >= 17) return;
      const push = (17 - (next.y - one.y)) / 2;
      one.y = Math.max(TOP + 8, one.y - push);
      next.y = Math.min(BOTTOM - 6, next.y + push);
    });
  }
  const moved = placed.filter(({ it, y }) => Math.abs(up(it.time) - y) > 5);
  return [
    group("leader", ...moved.map(({ it, y }) =>
      make("line", { x1: across(it.cost), y1: up(it.time), x2: across(it.cost) + 18, y2: y }))),
    group("name", ...placed.map(({ it, y }) =>
      make("text", { x: across(it.cost) + (Math.abs(up(it.time) - y) > 5 ? 20 : 9), y: y + 4.5 }, it.label))),
  ];
}
