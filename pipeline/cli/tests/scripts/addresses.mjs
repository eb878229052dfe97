// Reads made-up addresses with the scripts of the site: none throws, none is half read, and each is written the same
// again. Called with the folder of the scripts and the number of addresses.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

const [folder, count] = process.argv.slice(2);

/** A module without a folder of its own, since node takes `.js` for something else. */
const load = async (name) => {
  const text = await readFile(`${folder}/${name}`, "utf8");
  return import(`data:text/javascript,${encodeURIComponent(text)}`);
};

let seed = 11;
const random = (n) => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((seed / 2 ** 32) * n);
};
const one = (words) => words[random(words.length)];

const NAMES = ["source", "runtime", "language", "packaging", "memory", "arch", "workload", "metric", "q", "by", "sort",
  "base", "pick", "hide", "scale", "n", "cold", "target", "within", "handler", "at", "scaling", "__proto__", "constructor", "toString", ""];
const WORDS = ["any", "zip", "image", "arm64", "p50", "-p99", "linear", "1e999", "-0", "NaN", "0x10", "Infinity", "1e-400",
  " 5 ", "10,000,000", "1,5", "1 000", "99.999", "<script>alert(1)</script>", "a/b/c", "C#", "C++", "a b", "é", "\u{1f600}", "\ud800", "%", "%zz",
  "%00", "%ff", "%2C", "%2F", "\0", ",", ",,", "&", "=", "+", "__proto__", "javascript:alert(1)", "x".repeat(5000)];

const piece = () => {
  switch (random(6)) {
    case 0: return String.fromCharCode(random(0x10000));
    case 1: return `%${random(256).toString(16)}`;
    case 2: return String(random(1e9) / one([1, 7, 1e6]));
    default: return one(WORDS);
  }
};
const some = (most, make) => Array.from({ length: random(most + 1) }, make);
const address = () => {
  const pairs = some(8, () => `${random(8) === 0 ? piece() : one(NAMES)}=${some(3, piece).join(one(["", ","]))}`);
  return one(["", "?", "?", "??"]) + pairs.join(one(["&", "&", "&&", ";"]));
};

/** Addresses that were hard once, or should be. */
const HARD = ["", "?", "?=&=", "?packaging=", "?packaging=,", "?packaging=any,any", "?runtime=any", "?pick=%2C%2C", "?q=%F0%9F",
  "?__proto__=x&constructor=y", "?n=&cold=+&target=%20", "?n=1e12&n=5", "?within=1e999", "?memory=", "?language=,,C%23",
  `?pick=${"a/b,".repeat(10_000)}`];

const isText = (value) => typeof value === "string";
const areTexts = (value) => Array.isArray(value) && value.every((word) => isText(word) && word !== "" && !word.includes(","));

/** @type {[string, (read: object, module: object) => void][]} */
const SCRIPTS = [
  ["state.js", (state, { DIMENSIONS }) => {
    assert.deepEqual(Object.keys(state).sort(), ["base", "by", "filters", "hidden", "linear", "picked", "query", "sort"]);
    assert.ok(Object.keys(state.filters).every((name) => DIMENSIONS.includes(name)));
    assert.ok(Object.values(state.filters).every((chosen) => areTexts(chosen) && chosen.length > 0));
    assert.ok([state.query, state.by, state.sort, state.base].every(isText));
    assert.ok(areTexts(state.picked) && areTexts(state.hidden));
    assert.equal(typeof state.linear, "boolean");
  }],
  ["scenario.js", (scenario, { NUMBERS, usual }) => {
    assert.deepEqual(Object.keys(scenario), Object.keys(usual()));
    for (const [name, { min, max }] of Object.entries(NUMBERS)) {
      assert.ok(scenario[name] >= min && scenario[name] <= max, `${name} is ${scenario[name]}`);
    }
    assert.ok([scenario.memory, scenario.arch, scenario.packaging, scenario.sort].every(isText));
    assert.ok(areTexts(scenario.languages));
  }],
];

for (const [name, isSound] of SCRIPTS) {
  const module = await load(name);
  const usual = JSON.stringify(module.usual());
  const check = (search) => {
    const read = module.decode(search);
    isSound(read, module);
    const written = module.encode(read);
    const again = module.decode(written);
    assert.equal(module.encode(again), written, "what is written is read and written the same");
    isSound(again, module);
    assert.ok(!/[<>"' \n]/.test(written), `it can stand in a link: ${written}`);
  };
  for (const search of HARD) check(search);
  for (let round = 0; round < Number(count); round += 1) {
    const search = address();
    try {
      check(search);
    } catch (fault) {
      console.error(`${name}: ${JSON.stringify(search)}`);
      throw fault;
    }
  }
  assert.equal(JSON.stringify(module.usual()), usual, "no address changes what is usual");
  assert.equal({}.x, undefined, "nor what all objects have");
  console.log(`${name}: ${HARD.length + Number(count)} addresses`);
}
