// @ts-check
/** The fields of a scenario. */

import { NUMBERS } from "./scenario.js";
import { make } from "./dom.js";

/** @typedef {import("./scenario.js").Scenario} Scenario */

/** Milliseconds without a key after which a number counts as typed. */
const WAIT = 300;

const LABELS = {
  invocations: "Invocations a month",
  cold: "Of these start cold, %",
  target: "Must meet the target, %",
  within: "Latency target, ms",
  handler: "Your handler takes, ms",
};

/**
 * @param {import("./results.js").Data} data @param {() => Scenario} current
 * @param {(asked: Partial<Scenario>, isSame: boolean) => void} ask told whether it is the same question, typed further
 * @returns {{form: HTMLFormElement, show: (scenario: Scenario) => void}}
 */
export function fields(data, current, ask) {
  /** @param {(it: import("./results.js").Configuration) => string[]} of */
  const values = (of) => [...new Set(data.configurations.flatMap(of))];
  const names = /** @type {(keyof typeof NUMBERS)[]} */ (Object.keys(NUMBERS));
  const numbers = names.map((name) => number(name, current, ask));
  const sizes = values((it) => Object.keys(it.first_call_ms)).sort((a, b) => Number(a) - Number(b));
  const choices = [
    choice("memory", "Memory", sizes, (value) => `${value} MB`, ask),
    choice("arch", "Architecture", values((it) => [it.arch]), String, ask),
    choice("packaging", "Packaging", values((it) => [it.packaging]), String, ask),
  ];
  const boxes = values((it) => [it.language]).sort().map((value) => {
    const input = make("input", { type: "checkbox", name: "language", value });
    input.addEventListener("change", () => ask({ languages: boxes.filter((box) => box.checked).map((box) => box.value) }, false));
    return input;
  });
  const languages = boxes.map((box) => make("label", {}, box, ` ${box.value}`));
  const form = make("form", { class: "asked", "aria-label": "Your scenario" },
    ...numbers.map((it) => it.label), ...choices.map((it) => it.label),
    make("fieldset", { class: "languages" }, make("legend", {}, "Languages (none chosen: any)"), ...languages));
  form.addEventListener("submit", (event) => event.preventDefault());
  const show = (/** @type {Scenario} */ scenario) => {
    for (const it of [...numbers, ...choices]) it.show(scenario);
    for (const box of boxes) box.checked = scenario.languages.includes(box.value);
  };
  return { form, show };
}

/** @param {keyof typeof NUMBERS} name @param {() => Scenario} current @param {(asked: Partial<Scenario>, isSame: boolean) => void} ask */
function number(name, current, ask) {
  const { min, max } = NUMBERS[name];
  const input = make("input", { type: "number", name, min: String(min), max: String(max), step: "any", required: "" });
  let timer = 0;
  // One visit of a field is one question, however often its typing pauses: going back leads to the one before.
  let isSame = false;
  const take = () => {
    clearTimeout(timer);
    if (!input.validity.valid || Number(input.value) === current()[name]) return;
    ask({ [name]: Number(input.value) }, isSame);
    isSame = true;
  };
  input.addEventListener("focus", () => (isSame = false));
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(take, WAIT);
  });
  input.addEventListener("change", () => {
    take();
    input.reportValidity();
  });
  /** Somebody went to another address: what was being typed is no longer asked. @param {Scenario} scenario */
  const show = (scenario) => {
    clearTimeout(timer);
    isSame = false;
    input.value = String(scenario[name]);
  };
  return { label: make("label", {}, LABELS[name], input), show };
}

/**
 * @param {"memory" | "arch" | "packaging"} name @param {string} label @param {string[]} values @param {(value: string) => string} word
 * @param {(asked: Partial<Scenario>, isSame: boolean) => void} ask
 */
function choice(name, label, values, word, ask) {
  const options = ["any", ...values].map((value) => make("option", { value }, value === "any" ? "any" : word(value)));
  const input = make("select", { name }, ...options);
  input.addEventListener("change", () => ask({ [name]: input.value }, false));
  return { label: make("label", {}, label, input), show: (/** @type {Scenario} */ scenario) => (input.value = scenario[name]) };
}
