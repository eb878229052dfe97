// @ts-check
/** The results of a scenario: the arithmetic of pipeline/stats/src/slo.rs, whose comments explain it. */

/**
 * @typedef {object} Configuration
 * @property {string} runtime @property {string} name @property {string} language
 * @property {boolean} is_usual false if it is deprecated or experimental
 * @property {number} hue @property {string} path @property {string} packaging @property {string} arch
 * @property {Record<string, number>} first_call_ms by memory
 * @property {(number | null)[]} estimates of each statistic
 * @property {((number | null)[] | null)[]} quantiles of each statistic; null where no sample is as certain
 */

/**
 * @typedef {object} Data
 * @property {{million_invocations_usd: number, duration: {arch: string, tiers: {gb_seconds: number | null, usd: number}[]}[]}} prices
 * @property {number[]} quantiles @property {string[]} statistics @property {Configuration[]} configurations
 * @property {number} full_vcpu_mb memory at which a function has one full vCPU
 * @property {{runtime: string, name: string, path: string}[]} former runtimes that are no longer measured
 */

/** @typedef {{value: number, lower: number | null, upper: number | null}} Estimate */

/**
 * @typedef {object} Result
 * @property {Configuration} of
 * @property {number} memory
 * @property {number} handler duration of a warm invocation at this memory, in milliseconds
 * @property {boolean} isLate whether the handler alone takes longer than the target
 * @property {boolean} isAssumed whether cold starts do not decide: the target is met if warm invocations meet it
 * @property {number | null} chance that the target is met, 0 to 1; null where it is not known, and where it is assumed
 * @property {boolean} isFloor true where no more is known than that the chance is at least this
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

/** The confidence that the value is not exceeded. @param {number[]} levels of confidence @param {(number | null)[]} quantiles at them @param {number} value */
function confidenceAtMost(levels, quantiles, value) {
  /** @type {[number, number][]} */
  const known = [];
  levels.forEach((level, idx) => { const quantile = quantiles[idx]; if (quantile !== null) known.push([level, quantile]); });
  const above = known.findIndex(([, quantile]) => quantile > value);
  if (above === 0) return { chance: 0, isFloor: quantiles[0] === null };
  if (above === -1) {
    if (quantiles[quantiles.length - 1] !== null) return { chance: 1, isFloor: false };
    return { chance: known.length > 0 ? known[known.length - 1][0] : 0, isFloor: true };
  }
  const [[level, from], [next, to]] = [known[above - 1], known[above]];
  return { chance: level + ((next - level) * (value - from)) / (to - from), isFloor: false };
}

/** @param {import("./scenario.js").Scenario} scenario @returns {number} the share of cold invocations that must meet the target */
function leastColdShare(scenario) {
  if (scenario.cold <= 0) return 0;
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

/** The duration of a warm invocation at a memory size. @param {Data} data @param {import("./scenario.js").Scenario} scenario @param {number} memory */
function handlerAt(data, scenario, memory) {
  if (scenario.scaling === "same") return scenario.handler;
  /** @param {number} mb */
  const share = (mb) => Math.min(mb, data.full_vcpu_mb) / data.full_vcpu_mb;
  return (scenario.handler * share(scenario.at)) / share(memory);
}

/** Up to the next millisecond, rounding errors aside. @param {number} ms */
const billed = (ms) => Math.ceil(ms - 1e-9);

/** @param {string} arch the instruction set as tables have it @returns {string} its name in sentences */
export const archName = (arch) => (arch === "x86_64" ? "x86" : arch);

/** @param {Data} data @param {import("./scenario.js").Scenario} scenario @param {string} arch @param {number} memory @param {number} handler @param {number} before what a cold invocation is billed more */
function monthUsd(data, scenario, arch, memory, handler, before) {
  const cold = scenario.invocations * (scenario.cold / 100);
  const ms = (scenario.invocations - cold) * billed(handler) + cold * billed(before + handler);
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
  const handler = handlerAt(data, scenario, memory);
  const deciding = decides(data, scenario);
  const shown = deciding ?? atLeast(data.statistics, 0.5);
  const after = first === null ? null : first + handler;
  const spread = of.quantiles[shown] ?? null;
  /** @type {Estimate | null} */
  let cold = null;
  if (spread !== null && after !== null) {
    /** @param {number | null} end */
    const afterInit = (end) => (end === null ? null : end + after);
    cold = { value: (of.estimates[shown] ?? 0) + after, lower: afterInit(spread[LOWER]), upper: afterInit(spread[upper]) };
  }
  /** @type {{ chance: number | null, isFloor: boolean }} */
  let met = { chance: null, isFloor: false };
  const isLate = handler > scenario.within;
  if (isLate) met.chance = 0;
  else if (deciding !== null && spread !== null && after !== null) met = confidenceAtMost(data.quantiles, spread, scenario.within - after);
  const about = { of, memory, handler, isLate, isAssumed: deciding === null, ...met, cold };
  const [mean, means] = [of.estimates[0], of.quantiles[0]];
  if (first === null || mean === null || means === null) return { ...about, cost: null, init: null, front: false };
  /** @param {number} init */
  const bill = (init) => monthUsd(data, scenario, of.arch, memory, handler, init + first);
  /** @param {number | null} init */
  const end = (init) => (init === null ? null : bill(init));
  const cost = { value: bill(mean), lower: end(means[LOWER]), upper: end(means[upper]) };
  return { ...about, cost, init: cost.value - bill(0), front: false };
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
    .filter((it) => scenario.support === "any" || it.is_usual)
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
