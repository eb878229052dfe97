// @ts-check
/** Results in words. */

import { ends, short } from "./number.js";
import { decides, leeway } from "./results.js";

/** Minimum probability for a configuration to count as meeting the target. */
export const MIN_PROBABILITY = 0.95;

/** What people ask next when a target is not strict enough, in per cent. */
const STRICTER = [50, 75, 90, 95, 99, 99.9, 99.99, 100];

/** @param {import("./results.js").Result} it */
export const isMet = (it) => (it.chance ?? 0) >= MIN_PROBABILITY;

/** @param {import("./results.js").Result} it the chance in words */
export function percent({ chance, isFloor }) {
  if (chance === null || (chance <= 0 && isFloor)) return "not known";
  if (chance <= 0) return "below 1 %";
  if (chance >= 1) return "above 99 %";
  return `${isFloor ? "at least " : ""}${(100 * chance).toFixed(0)} %`;
}

/** @param {import("./results.js").Result} it */
export const settings = (it) => `${it.of.packaging}, ${it.of.arch}, ${it.memory} MB`;

/** @param {import("./results.js").Result} it */
export const describe = (it) => `${it.of.name}, ${settings(it)}`;

/** @param {import("./results.js").Data} data @param {import("./scenario.js").Scenario} scenario @param {import("./results.js").Result[]} found cheapest first */
export function findingOf(data, scenario, found) {
  const meets = found.filter(isMet);
  const cheapest = meets[0];
  const isUntold = scenario.handler <= scenario.within && decides(data, scenario) === -1;
  if (cheapest === undefined && isUntold) return `The data cannot say which of ${found.length} configurations meet it.`;
  if (cheapest === undefined) return `None of ${found.length} configurations meets it with a probability of 95 %.`;
  const cost = cheapest.cost === null ? "—" : `${short(cheapest.cost.value)}${ends(cheapest.cost)}`;
  return `${meets.length} of ${found.length} configurations meet it with a probability of at least 95 %. The cheapest of these is ` +
    `${describe(cheapest)}: $${cost} a month.`;
}

/** Which cold starts decide. @param {import("./results.js").Data} data @param {import("./scenario.js").Scenario} scenario */
export function noteOf(data, scenario) {
  if (scenario.handler > scenario.within) return "Your handler alone takes longer than the latency target.";
  const deciding = decides(data, scenario);
  if (deciding === -1) return "So many cold starts must meet the target that the samples cannot say: their deepest percentile is the 99th.";
  if (deciding !== null) {
    const statistic = data.statistics[deciding];
    return `${statistic.slice(1)} % of the cold starts must meet the target, so their ${statistic} decides.`;
  }
  if (leeway(scenario) > 0) return "Cold starts are rarer than the misses that the target allows, so they do not decide: shown at their median.";
  const next = STRICTER.find((target) => target > scenario.target);
  const then = next === undefined ? null : decides(data, { ...scenario, target: next });
  const edge = next === undefined || then === null
    ? ""
    : ` With any stricter target they do: with one of ${next} %, ${then === -1 ? "more of them than the samples support" : `their ${data.statistics[then]} decides`}.`;
  return `Cold starts are no more frequent than the misses that the target allows, so they do not decide: shown at their median.${edge}`;
}
