// @ts-check
/** What is drawn beside a number: on a log scale a dot, since a length from its edge would mean nothing; on a linear one a bar from zero. */

import { make } from "./dom.js";

/**
 * @typedef {object} Scale
 * @property {(value: number) => number} at where a value lies, from 0 to 100
 * @property {number} start @property {number} end both zero where nothing is drawn
 * @property {boolean} isLinear
 * @property {string} unit of what is drawn
 */

/** Two significant digits, away from what lies between the ends. @param {number} value @param {(value: number) => number} round */
function outwards(value, round) {
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Number((round(value / unit) * unit).toPrecision(2));
}

/** A scale for values of one metric; of several metrics nothing is drawn, since they share no axis. @param {import("./rows.js").Row[]} found @param {string} by @param {boolean} isLinear @returns {Scale} */
export function scaleOf(found, by, isLinear) {
  let [low, high] = [Infinity, 0];
  const metrics = new Set(found.map((row) => row.words.metric));
  const unit = [...metrics][0]?.endsWith("_mb") ? "MB" : "ms";
  for (const row of metrics.size > 1 ? [] : found) {
    const it = row.values[by];
    if (it === undefined) continue;
    high = Math.max(high, it.upper ?? it.value);
    const least = it.lower ?? it.value;
    if (least > 0) low = Math.min(low, least);
  }
  if (high <= 0) return { at: () => 0, start: 0, end: 0, isLinear, unit };
  if (isLinear) {
    const end = outwards(high, Math.ceil);
    return { at: (value) => (100 * value) / end, start: 0, end, isLinear, unit };
  }
  // A dot at an end is whole.
  const room = Math.max(0.05 * Math.log(high / low), 0.02);
  const [start, end] = [outwards(low * Math.exp(-room), Math.floor), outwards(high * Math.exp(room), Math.ceil)];
  const length = Math.log(end / start);
  return { at: (value) => Math.max(0, (100 * Math.log(value / start)) / length), start, end, isLinear, unit };
}

/** Languages with a colour of their own, as in charts. */
const HIGHLIGHTED = ["Go", "Rust"];

/** A track with what is drawn in it. @param {string} language */
export function track(language) {
  const amount = make("span", { class: "amount" });
  const whisker = make("span", { class: "whisker" });
  const element = make("span", { class: HIGHLIGHTED.includes(language) ? `track ${language.toLowerCase()}` : "track" }, whisker, amount);
  /** @param {import("./rows.js").Value | undefined} value @param {Scale} scale */
  const show = (value, { at, end, isLinear }) => {
    const found = end === 0 ? undefined : value;
    amount.hidden = found === undefined;
    amount.className = isLinear ? "amount" : "amount dot";
    const place = found === undefined ? "0" : `${at(found.value)}%`;
    amount.style.width = isLinear ? place : "";
    amount.style.left = isLinear ? "" : place;
    whisker.hidden = found === undefined || (found.lower === null && found.upper === null);
    if (found !== undefined && !whisker.hidden) {
      // An open end reaches to the edge.
      const [start, end] = [found.lower === null ? 0 : at(found.lower), found.upper === null ? 100 : at(found.upper)];
      whisker.className = found.upper === null ? "whisker open" : "whisker";
      whisker.style.left = `${start}%`;
      whisker.style.width = `${Math.max(end - start, 0)}%`;
    }
  };
  return { element, show };
}

/** @param {number} value */
const round = (value) => value.toLocaleString("en", { maximumSignificantDigits: 2 });

/** Least distance of two ticks, in percent of the axis: that of two numbers side by side. */
const APART = 12;

/** The round numbers of a scale: 1, 2 and 5 of each power of ten on a log one, multiples of such a number on a linear one. @param {Scale} scale @returns {number[]} */
function ticks({ at, start, end, isLinear }) {
  if (end === 0) return [];
  const steps = [];
  for (let unit = 10 ** Math.floor(Math.log10(isLinear ? end / 100 : start)); unit <= end; unit *= 10) steps.push(unit, 2 * unit, 5 * unit);
  const step = steps.find((it) => at(it) >= APART) ?? end;
  const found = isLinear ? Array.from({ length: Math.floor(end / step) + 1 }, (_, index) => index * step) : steps;
  /** @type {number[]} */
  const shown = [];
  for (const value of found.filter((it) => it >= start && it <= end)) {
    if (shown.length === 0 || at(value) - at(shown[shown.length - 1]) >= APART) shown.push(value);
  }
  // A range that holds fewer than two round numbers has its ends.
  return shown.length < 2 ? [start, end] : shown;
}

/** Makes the head of the column, which tells what is drawn, with the ticks of its scale. Each track has a line at each of them. @param {HTMLElement} element */
export function axis(element) {
  const said = make("span", { class: "said" });
  const numbers = make("span", { class: "axis" });
  /** @param {string} what the number of a row is @param {Scale} scale */
  const show = (what, scale) => {
    said.textContent = `${what} `;
    const found = ticks(scale).map((value) => {
      const tick = make("span", {}, round(value));
      tick.style.left = `${scale.at(value)}%`;
      return tick;
    });
    found.at(-1)?.append(make("small", {}, ` ${scale.unit}`));
    numbers.replaceChildren(...found.flatMap((it) => [it, " "]).slice(0, -1));
    const lines = found.map((it) => `linear-gradient(var(--rule) 0 0) ${it.style.left} / 1px 100% no-repeat`);
    element.closest("table")?.style.setProperty("--grid", lines.join(", ") || "none");
  };
  element.append(said, numbers);
  return { show };
}

/** The drawing in words. @param {string} by @param {Scale} scale @param {boolean} isMixed whether rows are of several metrics */
export function explained(by, { start, end, isLinear, unit }, isMixed) {
  if (isMixed) return "These results are of several metrics. Choose one metric to draw its values.";
  if (end === 0) return "";
  const ends = `${isLinear ? 0 : round(start)}–${round(end)}\u202f${unit}`;
  return `${isLinear ? "Bar" : "Dot"}: ${by}. Line: 95% interval. ${isLinear ? "Linear" : "Logarithmic"} scale, ${ends}.`;
}
