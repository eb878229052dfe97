// @ts-check
/** A scenario, as the address encodes it. */

/**
 * @typedef {object} Scenario
 * @property {number} invocations of a month
 * @property {number} cold share of them that start cold, in per cent
 * @property {number} target share of all that must meet the latency target, in per cent
 * @property {number} within the latency target, in milliseconds
 * @property {number} handler duration of a warm invocation, in milliseconds
 * @property {number} at memory at which the handler was measured, in megabytes
 * @property {string} scaling of the handler with memory: `cpu`, or `same` at every size
 * @property {string} memory in megabytes, or `any`
 * @property {string} arch instruction set, or `any`
 * @property {string} packaging or `any`
 * @property {string} support of the runtimes: `supported`, or `any` for deprecated and experimental ones as well
 * @property {string[]} languages none for any
 * @property {string} sort what the results are sorted by: cost, time or chance
 */

/** Numbers of a scenario: name in the address, limits, and true for whole numbers. */
export const NUMBERS = /** @type {const} */ ({
  invocations: { word: "n", min: 1, max: 1e12, isWhole: true },
  cold: { word: "cold", min: 0, max: 100, isWhole: false },
  target: { word: "target", min: 1, max: 100, isWhole: false },
  within: { word: "within", min: 1, max: 900_000, isWhole: false },
  handler: { word: "handler", min: 0, max: 900_000, isWhole: false },
  at: { word: "at", min: 128, max: 10_240, isWhole: true },
});

/** Names of the numbers. */
export const NUMBER_NAMES = /** @type {(keyof typeof NUMBERS)[]} */ (Object.keys(NUMBERS));

/** Other settings with one value. */
const CHOICES = /** @type {const} */ (["scaling", "memory", "arch", "packaging", "support", "sort"]);

/** @returns {Scenario} the first of the worked examples */
export function usual() {
  return {
    invocations: 10_000_000,
    cold: 2,
    target: 99,
    within: 200,
    handler: 20,
    at: 512,
    scaling: "cpu",
    memory: "512",
    arch: "any",
    packaging: "any",
    support: "supported",
    languages: [],
    sort: "cost",
  };
}

/** @param {string} text a number as people write it: grouped by commas or spaces, with a decimal point @returns {number} NaN for anything else */
export function readNumber(text) {
  const written = text.trim();
  const isGrouped = /^\d{1,3}([,\s_']\d{3})+(\.\d+)?$/.test(written);
  const plain = isGrouped ? written.replaceAll(/[,\s_']/g, "") : written;
  return /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : NaN;
}

/** @param {keyof typeof NUMBERS} name @param {number} value */
export const isAllowed = (name, value) => value >= NUMBERS[name].min && value <= NUMBERS[name].max;

/** The memory of the handler where the address has none: the one that is asked for. @param {string} memory */
export const measuredAt = (memory) => (isAllowed("at", Number(memory)) ? Number(memory) : usual().at);

/** @param {Scenario} scenario @returns {string} what follows the question mark; nothing for what is usual */
export function encode(scenario) {
  const words = new URLSearchParams();
  const plain = { ...usual(), at: measuredAt(scenario.memory) };
  for (const name of NUMBER_NAMES) {
    if (scenario[name] !== plain[name]) words.set(NUMBERS[name].word, String(scenario[name]));
  }
  for (const name of CHOICES) {
    if (scenario[name] !== plain[name]) words.set(name, scenario[name]);
  }
  if (scenario.languages.length > 0) words.set("language", [...scenario.languages].sort().join(","));
  return words.toString().replaceAll("%2C", ",");
}

/** @param {string} search what follows the question mark @returns {Scenario} what is no number, or too large or small, is as usual */
export function decode(search) {
  const words = new URLSearchParams(search);
  const scenario = usual();
  for (const name of CHOICES) scenario[name] = words.get(name) ?? scenario[name];
  scenario.at = measuredAt(scenario.memory);
  for (const name of NUMBER_NAMES) {
    const value = readNumber(words.get(NUMBERS[name].word) ?? "");
    if (isAllowed(name, value)) scenario[name] = value;
  }
  scenario.languages = (words.get("language") ?? "").split(",").filter((word) => word !== "");
  return scenario;
}
