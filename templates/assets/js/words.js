// @ts-check
/** Results in words. */

import { ends, many, short } from "./number.js";
import { billOf, nextOf } from "./bill.js";
import { archName, decides, leeway } from "./results.js";

/** @typedef {import("./results.js").Data} Data */
/** @typedef {import("./results.js").Result} Result */
/** @typedef {import("./scenario.js").Scenario} Scenario */

/** Minimum probability for a configuration to count as meeting the target. */
export const MIN_PROBABILITY = 0.95;

/** What people ask next when a target is not strict enough, in per cent. */
const STRICTER = [50, 75, 90, 95, 99, 99.9, 99.99, 100];

/** @param {Result} it */
export const isMet = (it) => (it.isAssumed ? !it.isLate : (it.chance ?? 0) >= MIN_PROBABILITY);

/** @param {Result} it the confidence in words */
export function percent({ chance, isFloor, isLate, isAssumed }) {
  if (isLate) return "handler too slow";
  if (isAssumed) return "not estimated";
  if (chance === null || (chance <= 0 && isFloor)) return "not known";
  if (chance <= 0) return "below 1%";
  if (chance >= 1) return "above 99%";
  return `${isFloor ? "at least " : ""}${(100 * chance).toFixed(0)}%`;
}

/** @param {Result} it */
export const settings = (it) => `${it.of.packaging}, ${archName(it.of.arch)}, ${many(it.memory)} MB`;

/** @param {Result} it */
export const describe = (it) => `${it.of.name}, ${settings(it)}`;

/** @param {Result[]} found */
const isUntold = (found) => found.length > 0 && found.every((it) => !it.isAssumed && it.chance === null);

/** One line for a narrow window, which cuts it at the end. @param {Result[]} found cheapest first */
export function answerOf(found) {
  const cheapest = found.find(isMet);
  if (cheapest !== undefined) return `${cheapest.cost === null ? "—" : `$${short(cheapest.cost.value)} a month`}: ${cheapest.of.name}, ${many(cheapest.memory)} MB, ${archName(cheapest.of.arch)}, ${cheapest.of.packaging}`;
  return isUntold(found) ? "Too few samples to say" : `None of ${found.length} meets your target`;
}

/** @param {Data} data @param {Scenario} scenario @param {Result[]} found cheapest first */
export function findingOf(data, scenario, found) {
  const meets = found.filter(isMet);
  const cheapest = meets[0];
  if (cheapest === undefined && isUntold(found)) return `Too few samples to say which of ${found.length} configurations meet your target.`;
  if (cheapest === undefined) return `None of ${found.length} configurations meets your target${found.every((it) => it.isLate) ? "" : " with 95% confidence"}.`;
  const cost = cheapest.cost === null ? "—" : `${short(cheapest.cost.value)}${ends(cheapest.cost)}`;
  const meet = cheapest.isAssumed ? "meet your target if warm invocations do: cold starts don’t decide." : "meet your target with at least 95% confidence.";
  return `${meets.length} of ${found.length} configurations ${meet} The cheapest is ${describe(cheapest)} at $${cost} a month.`;
}

/** Which cold starts decide. @param {Data} data @param {Scenario} scenario @param {Result[]} found */
export function noteOf(data, scenario, found) {
  if (found.length > 0 && found.every((it) => it.isLate)) return "Your handler alone takes longer than the latency target.";
  if (scenario.cold <= 0) {
    return "No invocation starts cold, as with provisioned concurrency, whose price is not included. We assume that warm invocations take your handler’s duration.";
  }
  const deciding = decides(data, scenario);
  if (deciding === -1) return "So many cold starts must meet the target that the samples cannot say: their deepest percentile is the 99th.";
  if (deciding !== null) {
    const statistic = data.statistics[deciding].slice(1);
    return `To reach ${scenario.target}% overall, ${statistic === "50" ? "half" : `${statistic}%`} of the cold starts must be fast enough, so ` +
      `${statistic === "50" ? "the median cold start decides" : `the ${statistic}th percentile of cold starts decides`}.`;
  }
  const assumed = "This assumes that warm invocations take your handler’s duration.";
  if (leeway(scenario) > 0) return `Cold starts are rarer than the misses that you allow: you meet the target even if every cold start is slow. ${assumed}`;
  const next = STRICTER.find((target) => target > scenario.target);
  const then = next === undefined ? null : decides(data, { ...scenario, target: next });
  const edge = next === undefined || then === null
    ? ""
    : ` With a stricter target they decide: at ${next}%, ${then === -1 ? "more of them than the samples support" : `their ${data.statistics[then]}`}.`;
  return `Cold starts are exactly as rare as the misses that you allow, so they don’t decide. ${assumed}${edge}`;
}

/** What decides the bill, and by how much the first leads. @param {Result[]} found cheapest first */
export function costNote(found) {
  const meets = found.filter((it) => isMet(it) && it.cost !== null);
  if (meets.length < 2) return "";
  return `${billOf(meets[0], meets)} ${nextOf(meets[0], meets)}`.trim();
}

/** The handler's duration at each size, with its assumption. @param {Scenario} scenario @param {Result[]} found */
export function handlerNote(scenario, found) {
  if (scenario.handler === 0) return "";
  if (scenario.scaling === "same") return "Assumption: your handler waits for other services, so it takes equally long at every memory size.";
  const sizes = new Map(found.map((it) => [it.memory, it.handler]));
  const at = [...sizes].sort((a, b) => a[0] - b[0]).map(([memory, ms]) => `${short(ms)} ms at ${many(memory)} MB`);
  return `Assumption: your handler computes on one thread, so its duration scales with the CPU share: ${at.join(", ")}.`;
}
