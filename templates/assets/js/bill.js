// @ts-check
/** Parts of a configuration by their weight in the bill: the arithmetic of pipeline/site/src/pages/slo/bill.rs. */

import { many } from "./number.js";
import { archName } from "./results.js";

/** @typedef {import("./results.js").Result} Result */

/** Values of a result by part. @type {Record<string, (it: Result) => string>} */
const PARTS = {
  arch: (it) => archName(it.of.arch),
  packaging: (it) => it.of.packaging,
  memory: (it) => `${many(it.memory)} MB`,
  language: (it) => it.of.language,
};

/** Ratio of two bills that is less than 1% when rounded. */
const SMALL = 1.005;

/** @type {Record<string, string>} */
const NAMES = { arch: "architecture", packaging: "package", memory: "memory size", language: "language" };

/** @param {number} ratio of two bills */
export function percentMore(ratio) {
  return ratio < SMALL ? "less than 1%" : `${((ratio - 1) * 100).toFixed(0)}%`;
}

/** @param {number} ratio of two bills */
const upTo = (ratio) => `${ratio < SMALL ? "" : "up to "}${percentMore(ratio)}`;

/** Changes one part of the cheapest at a time; the heaviest part comes first. @param {Result} cheapest @param {Result[]} among */
export function changes(cheapest, among) {
  const cost = cheapest.cost?.value ?? 0;
  /** @type {Record<string, Map<string, number>>} */
  const least = {};
  for (const it of among) {
    const differing = Object.keys(PARTS).filter((part) =>
      (part === "language" ? it.of.runtime !== cheapest.of.runtime : PARTS[part](it) !== PARTS[part](cheapest)));
    const [part] = differing;
    if (differing.length !== 1 || it.cost === null || PARTS[part](it) === PARTS[part](cheapest)) continue;
    const byValue = (least[part] ??= new Map());
    byValue.set(PARTS[part](it), Math.min(it.cost.value, byValue.get(PARTS[part](it)) ?? Infinity));
  }
  const heaviest = Object.entries(least).map(([part, byValue]) => {
    const [to, usd] = [...byValue].reduce((most, it) => (it[1] > most[1] ? it : most));
    return { part, from: PARTS[part](cheapest), to, ratio: usd / cost };
  });
  return heaviest.sort((a, b) => b.ratio - a.ratio);
}

/** The bill in a sentence; empty where nothing can be changed. @param {Result} cheapest @param {Result[]} among cheapest first */
export function billOf(cheapest, among) {
  const found = changes(cheapest, among);
  const isMost = (/** @type {string} */ part) => part === "language" || part === "memory";
  const said = found.map(({ part, from, to, ratio }, index) => {
    const other = part === "language" ? "another language" : part === "memory" ? "another memory size" : `${index === 1 ? "using " : ""}${to} instead of ${from}`;
    const adds = index < 2 ? " adds" : "";
    return `${other}${adds} ${isMost(part) ? upTo(ratio) : percentMore(ratio)}`;
  });
  if (said.length === 0) return "";
  const [first, ...rest] = said;
  const others = rest.length === 0 ? "" : ` ${rest[0][0].toUpperCase()}${rest.join(", and ").slice(1)}.`;
  return `The ${NAMES[found[0].part]} changes the bill most: ${first} to the cheapest.${others}`;
}

/** The cheapest of another language, or of another runtime where all have one language. @param {Result} first @param {Result[]} among cheapest first */
export function nextOf(first, among) {
  const next = among.find((it) => it.of.language !== first.of.language) ?? among.find((it) => it.of.runtime !== first.of.runtime);
  if (next === undefined || next.cost === null || first.cost === null) return "";
  return `${next.of.name} costs ${percentMore(next.cost.value / first.cost.value)} more, if your handler takes equally long in both.`;
}
