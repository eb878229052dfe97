// @ts-check
/** The answers to a demand: the arithmetic of pipeline/stats/src/answers.rs, whose words explain it. */

/**
 * @typedef {object} Configuration
 * @property {string} runtime @property {string} name @property {string} language
 * @property {number} hue @property {string} path @property {string} packaging @property {string} arch
 * @property {Record<string, number>} first_call_ms by memory
 * @property {(number | null)[]} estimates of each statistic
 * @property {(number[] | null)[]} levels of each statistic
 */

/**
 * @typedef {object} Data
 * @property {{million_invocations_usd: number, duration: {arch: string, tiers: {gb_seconds: number | null, usd: number}[]}[]}} prices
 * @property {number[]} levels @property {string[]} statistics @property {Configuration[]} configurations
 */

/** @typedef {{value: number, lower: number, upper: number}} Sure */

/**
 * @typedef {object} Answer
 * @property {Configuration} of
 * @property {number} memory
 * @property {number | null} chance that the target is met, 0 to 1
 * @property {Sure | null} cold what a cold invocation takes, in milliseconds
 * @property {Sure | null} cost of a month, in US dollars
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

/** @param {import("./demand.js").Demand} demand @returns {number} the share of cold invocations that must be in time */
function coldShareInTime(demand) {
  const [cold, target] = [demand.cold / 100, demand.target / 100];
  const share = (target - (1 - cold)) / cold;
  return Math.abs(share) < 1e-9 ? 0 : share;
}

/** How far the target leaves out more than starts cold: above zero where cold starts are rarer, zero on the edge. @param {import("./demand.js").Demand} demand */
export const leeway = (demand) => -coldShareInTime(demand);

/** What decides: an index of the statistics, -1 where samples are too few, null where cold starts are too rare. @param {Data} data @param {import("./demand.js").Demand} demand */
export function decides(data, demand) {
  const share = coldShareInTime(demand);
  return share > 0 ? atLeast(data.statistics, share) : null;
}

/** @param {Data} data @param {import("./demand.js").Demand} demand @param {string} arch @param {number} memory @param {number} before what a cold invocation is billed more */
function monthUsd(data, demand, arch, memory, before) {
  const cold = demand.invocations * (demand.cold / 100);
  const ms = (demand.invocations - cold) * Math.ceil(demand.handler) + cold * Math.ceil(before + demand.handler);
  let left = ((ms / 1000) * memory) / 1024;
  let usd = (demand.invocations / 1e6) * data.prices.million_invocations_usd;
  for (const tier of data.prices.duration.find((price) => price.arch === arch)?.tiers ?? []) {
    const charged = tier.gb_seconds === null ? left : Math.min(left, tier.gb_seconds);
    usd += charged * tier.usd;
    left -= charged;
  }
  return usd;
}

/** @param {Data} data @param {import("./demand.js").Demand} demand @param {Configuration} of @param {number} memory @returns {Answer} */
function answer(data, demand, of, memory) {
  const upper = data.levels.length - 2;
  const first = of.first_call_ms[memory] ?? null;
  const deciding = decides(data, demand);
  const shown = deciding ?? atLeast(data.statistics, 0.5);
  const after = first === null ? null : first + demand.handler;
  const spread = of.levels[shown] ?? null;
  /** @type {Sure | null} */
  let cold = null;
  if (spread !== null && after !== null) {
    cold = { value: (of.estimates[shown] ?? 0) + after, lower: spread[LOWER] + after, upper: spread[upper] + after };
  }
  let chance = null;
  if (demand.handler > demand.within) chance = 0;
  else if (deciding === null) chance = 1;
  else if (spread !== null && after !== null) chance = shareAtMost(data.levels, spread, demand.within - after);
  const [mean, means] = [of.estimates[0], of.levels[0]];
  if (first === null || mean === null || means === null) return { of, memory, chance, cold, cost: null, init: null, front: false };
  /** @param {number} init */
  const bill = (init) => monthUsd(data, demand, of.arch, memory, init + first);
  const cost = { value: bill(mean), lower: bill(means[LOWER]), upper: bill(means[upper]) };
  return { of, memory, chance, cold, cost, init: cost.value - bill(0), front: false };
}

/** @param {Answer[]} answers cheapest first */
function markFront(answers) {
  let quickest = Infinity;
  for (let at = 0; at < answers.length; ) {
    let end = at;
    while (end < answers.length && answers[end].cost?.value === answers[at].cost?.value) end += 1;
    const same = answers.slice(at, end);
    /** @param {Answer} it */
    const time = (it) => (it.cost === null ? Infinity : (it.cold?.value ?? Infinity));
    const best = Math.min(...same.map(time));
    for (const it of same) it.front = time(it) === best && best < quickest;
    quickest = Math.min(quickest, best);
    at = end;
  }
}

/** @param {Data} data @param {import("./demand.js").Demand} demand @returns {Answer[]} cheapest first, of those the quickest */
export function answers(data, demand) {
  const found = data.configurations
    .filter((it) => demand.arch === "any" || demand.arch === it.arch)
    .filter((it) => demand.packaging === "any" || demand.packaging === it.packaging)
    .filter((it) => demand.languages.length === 0 || demand.languages.includes(it.language))
    .flatMap((it) => {
      const sizes = demand.memory === "any" ? Object.keys(it.first_call_ms) : [demand.memory];
      return sizes.map((memory) => answer(data, demand, it, Number(memory)));
    });
  /** @param {Sure | null} it */
  const last = (it) => it?.value ?? Number.MAX_VALUE;
  found.sort((a, b) => last(a.cost) - last(b.cost) || last(a.cold) - last(b.cold));
  markFront(found);
  return found;
}
