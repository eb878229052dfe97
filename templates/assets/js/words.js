// @ts-check
/** Answers in words. */

import { decides, leeway } from "./answers.js";

/** What a probability must be for a configuration to count as one that meets the target. */
export const SURE = 0.95;

/** What people ask next when a target is not strict enough, in per cent. */
const STRICTER = [50, 75, 90, 95, 99, 99.9, 99.99, 100];

/** @param {import("./answers.js").Answer} it */
export const isMet = (it) => (it.chance ?? 0) >= SURE;

/** @param {number} value three significant digits */
export const short = (value) => value.toLocaleString("en", { minimumSignificantDigits: 3, maximumSignificantDigits: 3 });

/** @param {number | null} chance */
export function percent(chance) {
  if (chance === null) return "not known";
  if (chance <= 0) return "below 1 %";
  return chance >= 1 ? "above 99 %" : `${(100 * chance).toFixed(0)} %`;
}

/** The ends of an interval; nothing where they are one at the precision that is shown. @param {import("./answers.js").Sure} it */
export function ends({ lower, upper }) {
  return short(lower) === short(upper) ? "" : ` (${short(lower)} to ${short(upper)})`;
}

/** @param {import("./answers.js").Answer} it */
export const settings = (it) => `${it.of.packaging}, ${it.of.arch}, ${it.memory} MB`;

/** @param {import("./answers.js").Answer} it */
export const describe = (it) => `${it.of.name}, ${settings(it)}`;

/** @param {import("./answers.js").Data} data @param {import("./demand.js").Demand} demand @param {import("./answers.js").Answer[]} found cheapest first */
export function findingOf(data, demand, found) {
  const meets = found.filter(isMet);
  const cheapest = meets[0];
  const isUntold = demand.handler <= demand.within && decides(data, demand) === -1;
  if (cheapest === undefined && isUntold) return `Which of ${found.length} configurations meet it cannot be told.`;
  if (cheapest === undefined) return `None of ${found.length} configurations meets it with a probability of 95 %.`;
  const cost = cheapest.cost === null ? "—" : `${short(cheapest.cost.value)}${ends(cheapest.cost)}`;
  return `${meets.length} of ${found.length} configurations meet it with a probability of at least 95 %. The cheapest of these is ` +
    `${describe(cheapest)}: $${cost} a month.`;
}

/** Which cold starts decide. @param {import("./answers.js").Data} data @param {import("./demand.js").Demand} demand */
export function noteOf(data, demand) {
  if (demand.handler > demand.within) return "Your handler alone takes longer than what is in time.";
  const deciding = decides(data, demand);
  if (deciding === -1) return "So many cold starts must be in time that the samples cannot say: their deepest percentile is the 99th.";
  if (deciding !== null) {
    const statistic = data.statistics[deciding];
    return `${statistic.slice(1)} % of the cold starts must be in time, so their ${statistic} decides.`;
  }
  if (leeway(demand) > 0) return "Cold starts are rarer than what the target leaves out, so they do not decide: shown at their median.";
  const next = STRICTER.find((target) => target > demand.target);
  const then = next === undefined ? null : decides(data, { ...demand, target: next });
  const edge = next === undefined || then === null
    ? ""
    : ` With any stricter target they do: with one of ${next} %, ${then === -1 ? "more of them than the samples can tell of" : `their ${data.statistics[then]} decides`}.`;
  return `Cold starts are no more frequent than what the target leaves out, so they do not decide: shown at their median.${edge}`;
}
