// @ts-check
/** The fields of a scenario. A wrong value is named below its field, and never taken. */

import { NUMBERS, NUMBER_NAMES, isAllowed, readNumber } from "./scenario.js";
import { range } from "./faults.js";
import { make } from "./dom.js";
import { archName } from "./results.js";

/** @typedef {import("./scenario.js").Scenario} Scenario */
/** @typedef {import("./faults.js").Fault} Fault */

/**
 * @typedef {object} Listener
 * @property {(asked: Partial<Scenario>, isSame: boolean) => void} ask told whether it is the same question, typed further
 * @property {(isWrong: boolean) => void} mark told whether some field holds a wrong value
 * @property {() => Scenario} current
 */

/** Milliseconds without a key after which a number counts as typed. */
const WAIT = 300;

const LABELS = {
  invocations: "Invocations a month",
  cold: "Cold starts (% of invocations)",
  target: "Must meet the target (% of invocations)",
  within: "Latency target (ms)",
  handler: "Handler duration (ms)",
  at: "Handler measured at (MB)",
};

/** @type {Record<string, string>} */
const SCALING = { cpu: "computes: scales with the CPU share", same: "waits for other services: same at every size" };

/** @type {Record<string, string>} */
const SUPPORT = { supported: "not deprecated", any: "deprecated and experimental too" };

/**
 * @param {import("./results.js").Data} data @param {string} root of the site @param {Listener} listener
 * @returns {{form: HTMLFormElement, show: (scenario: Scenario, faults: import("./faults.js").Faults) => void}}
 */
export function fields(data, root, listener) {
  /** @param {(it: import("./results.js").Configuration) => string[]} of */
  const values = (of) => [...new Set(data.configurations.flatMap(of))];
  const wrong = new Set();
  /** @param {string} name @param {boolean} isWrong */
  const mark = (name, isWrong) => {
    if (isWrong) wrong.add(name);
    else wrong.delete(name);
    listener.mark(wrong.size > 0);
  };
  const numbers = NUMBER_NAMES.map((name) => number(name, listener, mark));
  const sizes = values((it) => Object.keys(it.first_call_ms)).sort((a, b) => Number(a) - Number(b));
  /** @param {string} value */
  const size = (value) => (value === "any" ? "any" : `${Number(value).toLocaleString("en")} MB`);
  const choices = [
    choice("scaling", "The handler", Object.keys(SCALING), (value) => SCALING[value], listener),
    choice("memory", "Memory", ["any", ...sizes], size, listener),
    choice("arch", "Architecture", ["any", ...values((it) => [it.arch])], archName, listener),
    choice("packaging", "Package", ["any", ...values((it) => [it.packaging])], String, listener),
    choice("support", "Runtimes", Object.keys(SUPPORT), (value) => SUPPORT[value], listener),
  ];
  const unknown = below("languages");
  const former = below("runtime");
  const boxes = values((it) => [it.language]).sort().map((value) => {
    const input = make("input", { type: "checkbox", name: "language", value });
    input.addEventListener("change", () => {
      [unknown, former].forEach((it) => say(it));
      listener.ask({ languages: boxes.filter((box) => box.checked).map((box) => box.value) }, false);
    });
    return input;
  });
  const languages = boxes.map((box) => make("label", {}, box, ` ${box.value}`));
  const form = make("form", { class: "asked", "aria-label": "Your scenario" },
    ...numbers.map((it) => it.field), ...choices.map((it) => it.field),
    make("fieldset", { class: "languages", "aria-describedby": `${unknown.id} ${former.id}` },
      make("legend", {}, "Languages (leave empty for all)"), ...languages, unknown, former));
  form.addEventListener("submit", (event) => event.preventDefault());
  /** @param {Scenario} scenario @param {import("./faults.js").Faults} faults */
  const show = (scenario, faults) => {
    wrong.clear();
    listener.mark(false);
    for (const it of [...numbers, ...choices]) it.show(scenario, faults[it.name]);
    for (const box of boxes) box.checked = scenario.languages.includes(box.value);
    say(unknown, faults.languages);
    say(former, faults.runtime, root);
  };
  return { form, show };
}

/** The place below a field for what is wrong with it. @param {string} name */
function below(name) {
  const place = make("p", { class: "fault", id: `fault-${name}`, role: "status" });
  place.hidden = true;
  return place;
}

/** @param {HTMLElement} place @param {Fault} [fault] none clears it @param {string} root of the site */
function say(place, fault, root = "") {
  place.hidden = fault === undefined;
  const link = fault?.path === undefined ? [] : [make("a", { href: root + fault.path }, fault.name ?? ""), "."];
  place.replaceChildren(fault?.text ?? "", ...link);
}

/** Groups the digits of a whole number as it is typed; the caret stays before the same digit. @param {HTMLInputElement} input */
function group(input) {
  const digits = input.value.replaceAll(/[,\s]/g, "");
  if (!/^[1-9]\d{0,15}$/.test(digits)) return;
  let after = input.value.slice(input.selectionStart ?? input.value.length).replaceAll(/\D/g, "").length;
  input.value = Number(digits).toLocaleString("en");
  let caret = input.value.length;
  for (; after > 0; caret -= 1) if (/\d/.test(input.value[caret - 1])) after -= 1;
  input.setSelectionRange(caret, caret);
}

/** @param {keyof typeof NUMBERS} name @param {Listener} listener @param {(name: string, isWrong: boolean) => void} mark */
function number(name, listener, mark) {
  const { isWhole } = NUMBERS[name];
  const fault = below(name);
  const input = make("input", { type: "text", id: `field-${name}`, inputmode: isWhole ? "numeric" : "decimal", autocomplete: "off", name, "aria-describedby": fault.id });
  let timer = 0;
  // One visit of a field is one question, however often its typing pauses: going back leads to the one before.
  let isSame = false;
  const take = () => {
    clearTimeout(timer);
    const value = readNumber(input.value);
    const isWrong = !isAllowed(name, value);
    if (isWrong) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    mark(name, isWrong);
    if (isWrong) return say(fault, { text: range(name) });
    if (value === listener.current()[name]) {
      // What the address was wrong about stays named until the field changes.
      if (fault.dataset.of !== "address") say(fault);
      return;
    }
    say(fault);
    listener.ask({ [name]: value }, isSame);
    isSame = true;
  };
  input.addEventListener("focus", () => (isSame = false));
  input.addEventListener("input", () => {
    delete fault.dataset.of;
    if (isWhole) group(input);
    clearTimeout(timer);
    timer = setTimeout(take, WAIT);
  });
  input.addEventListener("change", take);
  /** Somebody went to another address: what was being typed is no longer asked. @param {Scenario} scenario @param {Fault} [found] */
  const show = (scenario, found) => {
    clearTimeout(timer);
    isSame = false;
    input.removeAttribute("aria-invalid");
    input.value = scenario[name].toLocaleString("en", { maximumFractionDigits: 20 });
    if (found !== undefined) fault.dataset.of = "address";
    say(fault, found);
  };
  return { name, field: make("div", { class: "field" }, make("label", { for: input.id }, LABELS[name]), input, fault), show };
}

/**
 * @param {"memory" | "arch" | "packaging" | "scaling" | "support"} name @param {string} label @param {string[]} values @param {(value: string) => string} word
 * @param {Listener} listener
 */
function choice(name, label, values, word, listener) {
  const fault = below(name);
  const input = make("select", { name, id: `field-${name}`, "aria-describedby": fault.id }, ...values.map((value) => make("option", { value }, word(value))));
  input.addEventListener("change", () => {
    say(fault);
    listener.ask({ [name]: input.value }, false);
  });
  /** @param {Scenario} scenario @param {Fault} [found] */
  const show = (scenario, found) => {
    input.value = scenario[name];
    say(fault, found);
  };
  return { name, field: make("div", { class: "field" }, make("label", { for: input.id }, label), input, fault), show };
}
