// @ts-check
/** A scenario, as the address encodes it. */

/**
 * @typedef {object} Scenario
 * @property {number} invocations of a month
 * @property {number} cold share of them that start cold, in per cent
 * @property {number} target share of all that must meet the latency target, in per cent
 * @property {number} within the latency target, in milliseconds
 * @property {number} handler what a warm invocation takes, in milliseconds
 * @property {string} memory in megabytes, or `any`
 * @property {string} arch instruction set, or `any`
 * @property {string} packaging or `any`
 * @property {string[]} languages none for any
 * @property {string} sort what the results are sorted by: cost, time or chance
 */

/** Numbers of a scenario: name in the address, and limits. */
export const NUMBERS = /** @type {const} */ ({
  invocations: { word: "n", min: 1, max: 1e12 },
  cold: { word: "cold", min: 0.001, max: 100 },
  target: { word: "target", min: 1, max: 100 },
  within: { word: "within", min: 1, max: 900_000 },
  handler: { word: "handler", min: 0, max: 900_000 },
});

/** @returns {Scenario} the first of the worked examples */
export function usual() {
  return {
    invocations: 10_000_000,
    cold: 2,
    target: 99,
    within: 200,
    handler: 20,
    memory: "512",
    arch: "any",
    packaging: "any",
    languages: [],
    sort: "cost",
  };
}

/** @param {Scenario} scenario @returns {string} what follows the question mark; nothing for what is usual */
export function encode(scenario) {
  const words = new URLSearchParams();
  const plain = usual();
  for (const [name, { word }] of Object.entries(NUMBERS)) {
    const key = /** @type {keyof typeof NUMBERS} */ (name);
    if (scenario[key] !== plain[key]) words.set(word, String(scenario[key]));
  }
  for (const name of /** @type {const} */ (["memory", "arch", "packaging", "sort"])) {
    if (scenario[name] !== plain[name]) words.set(name, scenario[name]);
  }
  if (scenario.languages.length > 0) words.set("language", [...scenario.languages].sort().join(","));
  return words.toString().replaceAll("%2C", ",");
}

/** @param {string} search what follows the question mark @returns {Scenario} what is no number, or too large or small, is as usual */
export function decode(search) {
  const words = new URLSearchParams(search);
  const scenario = usual();
  for (const [name, { word, min, max }] of Object.entries(NUMBERS)) {
    const text = words.get(word);
    const value = Number(text);
    const key = /** @type {keyof typeof NUMBERS} */ (name);
    if (text !== null && text.trim() !== "" && value >= min && value <= max) scenario[key] = value;
  }
  for (const name of /** @type {const} */ (["memory", "arch", "packaging", "sort"])) {
    scenario[name] = words.get(name) ?? scenario[name];
  }
  scenario.languages = (words.get("language") ?? "").split(",").filter((word) => word !== "");
  return scenario;
}
