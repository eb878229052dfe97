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

/** Makes the head of the column, which tells what is drawn, and between what ends. @param {HTMLElement} element */
export function axis(element) {
  const said = make("span", { class: "said" });
  const ends = make("span", { class: "axis" });
  /** @param {string} what the number of a row is @param {Scale} scale */
  const show = (what, { start, end, unit }) => {
    said.textContent = `${what} `;
    ends.replaceChildren(...(end === 0 ? [] : [make("span", {}, round(start)), " ", make("span", {}, `${round(end)} ${unit}`)]));
  };
  element.append(said, ends);
  return { show };
}

/** The drawing in words. @param {string} by @param {Scale} scale @param {boolean} isMixed whether rows are of several metrics */
export function explained(by, { start, end, isLinear, unit }, isMixed) {
  if (isMixed) return "These results are of several metrics. Choose one metric to draw its values.";
  if (end === 0) return "";
  const ends = `${isLinear ? 0 : round(start)}–${round(end)}\u202f${unit}`;
  return `${isLinear ? "Bar" : "Dot"}: ${by}. Line: 95\u202f% interval. ${isLinear ? "Linear" : "Logarithmic"} scale, ${ends}.`;
}
