// @ts-check
/** An address, read with the faults in it named. */

import { NUMBERS, NUMBER_NAMES, decode, isAllowed, measuredAt, readNumber, usual } from "./scenario.js";

/** @typedef {{text: string, path?: string, name?: string}} Fault text of a fault, then the page of a runtime */
/** @typedef {Record<string, Fault>} Faults by the field that they stand under */

/** @param {number} value */
const grouped = (value) => value.toLocaleString("en", { maximumFractionDigits: 20 });

/** @param {keyof typeof NUMBERS} name */
export const range = (name) => `Enter a number from ${grouped(NUMBERS[name].min)} to ${grouped(NUMBERS[name].max)}.`;

/** @param {string} word @param {string} value at most 40 characters of it */
const quoted = (word, value) => `${word}=${value.length > 40 ? `${value.slice(0, 40)}…` : value}`;

/**
 * @param {string} search what follows the question mark @param {import("./results.js").Data} data
 * @returns {{scenario: import("./scenario.js").Scenario, faults: Faults}}
 */
export function checked(search, data) {
  const words = new URLSearchParams(search);
  const scenario = decode(search);
  /** @type {Faults} */
  const faults = {};
  for (const name of NUMBER_NAMES) {
    const { word } = NUMBERS[name];
    const text = words.get(word);
    if (text === null || isAllowed(name, readNumber(text))) continue;
    faults[name] = { text: `${quoted(word, text)} is not valid. ${range(name)} Showing ${grouped(scenario[name])}.` };
  }
  /** @param {(it: import("./results.js").Configuration) => string[]} of */
  const values = (of) => ["any", ...new Set(data.configurations.flatMap(of))];
  const sizes = values((it) => Object.keys(it.first_call_ms));
  check("memory", ["memory"], sizes, "MB");
  check("arch", ["arch"], values((it) => [it.arch]));
  check("packaging", ["packaging", "package"], values((it) => [it.packaging]));
  check("scaling", ["scaling"], ["cpu", "same"]);
  check("support", ["support"], ["supported", "any"]);
  if (!["cost", "time", "chance"].includes(scenario.sort)) scenario.sort = usual().sort;
  if (faults.memory && !words.has("at")) scenario.at = measuredAt(scenario.memory);
  checkLanguages();
  checkRuntime();
  return { scenario, faults };

  /** @param {"memory" | "arch" | "packaging" | "scaling" | "support"} name @param {string[]} aliases @param {string[]} known @param {string} unit */
  function check(name, aliases, known, unit = "") {
    const word = aliases.find((alias) => words.has(alias));
    const asked = words.get(word ?? "");
    if (word === undefined || asked === null) return;
    const found = known.find((value) => value.toLowerCase() === asked.trim().toLowerCase());
    scenario[name] = found ?? usual()[name];
    if (found !== undefined) return;
    const shown = scenario[name] === "any" ? "any" : `${scenario[name]} ${unit}`.trim();
    faults[name] = { text: `${quoted(word, asked)} is not available. Choose from ${known.join(", ")}. Showing ${shown}.` };
  }

  function checkLanguages() {
    const known = values((it) => [it.language]).slice(1);
    const pairs = scenario.languages.map((asked) => ({ asked, found: known.find((it) => it.toLowerCase() === asked.trim().toLowerCase()) }));
    scenario.languages = [...new Set(pairs.flatMap(({ found }) => found ?? []))];
    const unknown = pairs.filter(({ found }) => found === undefined).map(({ asked }) => asked);
    if (unknown.length === 0) return;
    const shown = scenario.languages.length === 0 ? "all languages" : scenario.languages.join(", ");
    faults.languages = { text: `${quoted("language", unknown.join(","))} is unknown and ignored. Showing ${shown}.` };
  }

  function checkRuntime() {
    const asked = words.get("runtime");
    if (asked === null) return;
    const slug = asked.trim().toLowerCase();
    const former = data.former.find((it) => it.runtime === slug);
    const present = data.configurations.find((it) => it.runtime === slug);
    if (former !== undefined) {
      faults.runtime = { text: `${quoted("runtime", asked)} is no longer measured and is ignored. See its history: `, path: former.path, name: former.name };
    } else if (present !== undefined) {
      if (scenario.languages.length === 0) scenario.languages = [present.language];
      faults.runtime = { text: `The calculator filters by language, not by runtime. Showing ${scenario.languages.join(", ")}. See also: `, path: present.path, name: present.name };
    } else {
      faults.runtime = { text: `${quoted("runtime", asked)} is unknown and ignored.` };
    }
  }
}
