// @ts-check
/** The results of a scenario: the arithmetic of pipeline/stats/src/results.rs, whose comments explain it. */

/**
 * @typedef {object} Configuration
 * @property {string} runtime @property {string} name @property {string} language
 * @property {number} hue @property {string} path @property {string} packaging @property {string} arch
 * @property {Record<string, number>} first_call_ms by memory
 * @property {(number | null)[]} estimates of each statistic
 * @property {(number[] | null)[]} quantiles of each statistic
 */

/**
 * @typedef {object} Data
 * @property {{million_invocations_usd: number, duration: {arch: string, tiers: {gb_seconds: number | null, usd: number}[]}[]}} prices
 * @property {number[]} quantiles @property {string[]} statistics @property {Configuration[]} configurations
 */

/** @typedef {{value: number, lower: number, upper: number}} Estimate */

/**
 * @typedef {object} Result
 * @property {Configuration} of
 * @property {number} memory
 * @property {number | null} chance that the target is met, 0 to 1
 * @property {Estimate | null} cold what a cold invocation takes, in milliseconds
 * @property {Estimate | null} cost of a month, in US dollars
 * @property {number | null} init what of it init durations cost
 * @property {boolean} front whether nothing is both cheaper and quicker
 */

const LOWER = 1;

/** @param {string[]} statistics @param {number} share @returns {number} the shallowest percentile as deep; -1 for none */
function atLeast(statistics, share) {
  return statistics.findIndex((name) => name.startsWith("p") && Number(name.slice(1)) / 100 >= share - 1e-9);
}

/** @param {number[]} levels of the share @param {number[]} values at them @param {number} value */
function shareAtMost(levels, values, value) {
  if (value < values[0]) return 0;
  const above = values.findIndex((found) => found > value);
  if (above === -1) return 1;
  const part = (value - values[above - 1]) / (values[above] - values[above - 1]);
  return levels[above - 1] + (levels[above] - levels[above - 1]) * part;
}

/** @param {import("./scenario.js").Scenario} scenario @returns {number} the share of cold invocations that must meet the target */
function leastColdShare(scenario) {
  const [cold, target] = [scenario.cold / 100, scenario.target / 100];
  const share = (target - (1 - cold)) / cold;
  return Math.abs(share) < 1e-9 ? 0 : share;
}

/** How far the target leaves out more than starts cold: above zero where cold starts are rarer, zero on the edge. @param {import("./scenario.js").Scenario} scenario */
export const leeway = (scenario) => -leastColdShare(scenario);

/** What decides: an index of the statistics, -1 where samples are too few, null where cold starts are too rare. @param {Data} data @param {import("./scenario.js").Scenario} scenario */
export function decides(data, scenario) {
  const share = leastColdShare(scenario);
  return share > 0 ? atLeast(data.statistics, share) : null;
}

/** @param {Data} data @param {import("./scenario.js").Scenario} scenario @param {string} arch @param {number} memory @param {number} before what a cold invocation is billed more */
function monthUsd(data, scenario, arch, memory, before) {
  const cold = scenario.invocations * (scenario.cold / 100);
  const ms = (scenario.invocations - cold) * Math.ceil(scenario.handler) + cold * Math.ceil(before + scenario.handler);
  let left = ((ms / 1000) * memory) / 1024;
  let usd = (scenario.invocations / 1e6) * data.prices.million_invocations_usd;
  for (const tier of data.prices.duration.find((price) => price.arch === arch)?.tiers ?? []) {
    const charged = tier.gb_seconds === null ? left : Math.min(left, tier.gb_seconds);
    usd += charged * tier.usd;
    left -= charged;
  }
  return usd;
}

/** @param {Data} data @param {import("./scenario.js").Scenario} scenario @param {Configuration} of @param {number} memory @returns {Result} */
function evaluate(data, scenario, of, memory) {
  const upper = data.quantiles.length - 2;
  const first = of.first_call_ms[memory] ?? null;
  const deciding = decides(data, scenario);
  const shown = deciding ?? atLeast(data.statistics, 0.5);
  const after = first === null ? null : first + scenario.handler;
  const spread = of.quantiles[shown] ?? null;
  /** @type {Estimate | null} */
  let cold = null;
  if (spread !== null && after !== null) {
    cold = { value: (of.estimates[shown] ?? 0) + after, lower: spread[LOWER] + after, upper: spread[upper] + after };
  }
  let chance = null;
  if (scenario.handler > scenario.within) chance = 0;
  else if (deciding === null) chance = 1;
  else if (spread !== null && after !== null) chance = shareAtMost(data.quantiles, spread, scenario.within - after);
  const [mean, means] = [of.estimates[0], of.quantiles[0]];
  if (first === null || mean === null || means === null) return { of, memory, chance, cold, cost: null, init: null, front: false };
  /** @param {number} init */
  const bill = (init) => monthUsd(data, scenario, of.arch, memory, init + first);
  const cost = { value: bill(mean), lower: bill(means[LOWER]), upper: bill(means[upper]) };
  return { of, memory, chance, cold, cost, init: cost.value - bill(0), front: false };
}

/** @param {Result[]} results cheapest first */
function markFront(results) {
  let quickest = Infinity;
  for (let at = 0; at < results.length; ) {
    let end = at;
    while (end < results.length && results[end].cost?.value === results[at].cost?.value) end += 1;
    const same = results.slice(at, end);
    /** @param {Result} it */
    const time = (it) => (it.cost === null ? Infinity : (it.cold?.value ?? Infinity));
    const best = Math.min(...same.map(time));
    for (const it of same) it.front = time(it) === best && best < quickest;
    quickest = Math.min(quickest, best);
    at = end;
  }
}

/** @param {Data} data @param {import("./scenario.js").Scenario} scenario @returns {Result[]} cheapest first, of those the quickest */
export function results(data, scenario) {
  const found = data.configurations
    .filter((it) => scenario.arch === "any" || scenario.arch === it.arch)
    .filter((it) => scenario.packaging === "any" || scenario.packaging === it.packaging)
    .filter((it) => scenario.languages.length === 0 || scenario.languages.includes(it.language))
    .flatMap((it) => {
      const sizes = scenario.memory === "any" ? Object.keys(it.first_call_ms) : [scenario.memory];
      return sizes.map((memory) => evaluate(data, scenario, it, Number(memory)));
    });
  /** @param {Estimate | null} it */
  const last = (it) => it?.value ?? Number.MAX_VALUE;
  found.sort((a, b) => last(a.cost) - last(b.cost) || last(a.cold) - last(b.cold));
  markFront(found);
  return found;
}
