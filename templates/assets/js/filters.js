// @ts-check
/** The filters of Explore: a menu of choices for each column, of which one is open at a time. */

import { make } from "./dom.js";
import { DIMENSIONS } from "./state.js";

/** @typedef {Record<string, string[]>} Filters chosen values by column */

/** The column of which one value is chosen at a time, because metrics share no axis. */
const SINGLE = "metric";

const order = new Intl.Collator("en", { numeric: true });

/**
 * Menus without boxes; `fill` adds those that rows need.
 * @param {(dimension: string) => string} label a column as people read it
 * @param {(dimension: string, value: string) => string} title a value as people read it
 * @param {(dimension: string, chosen: string[]) => void} choose
 * @returns {{element: HTMLElement, fill: (rows: import("./rows.js").Row[]) => void, show: (wanted: Filters, counted: Filters) => void}}
 */
export function filters(label, title, choose) {
  const menus = DIMENSIONS.map((dimension) => menu(dimension, label(dimension), title, choose));
  const element = make("div", { class: "filters" }, ...menus.map((it) => it.details));
  const opened = () => menus.find((it) => it.details.open);
  document.addEventListener("click", (event) => {
    const open = opened();
    if (open !== undefined && !open.details.contains(/** @type {Node} */ (event.target))) open.details.open = false;
  });
  element.addEventListener("keydown", (event) => {
    const open = opened();
    if (event.key !== "Escape" || open === undefined) return;
    event.preventDefault();
    open.details.open = false;
    open.summary.focus();
  });
  return {
    element,
    fill: (rows) => menus.forEach((it) => it.fill(rows)),
    show: (wanted, counted) => menus.forEach((it) => it.show(wanted, counted)),
  };
}

/** @param {string} dimension @param {string} label @param {(dimension: string, value: string) => string} title @param {(dimension: string, chosen: string[]) => void} choose */
function menu(dimension, label, title, choose) {
  /** Boxes by value. @type {Map<string, HTMLInputElement>} */
  const boxes = new Map();
  const summary = make("summary", {}, label);
  const fieldset = make("fieldset", {}, make("legend", { class: "unseen" }, label));
  // Of details of one name, the browser keeps one open.
  const details = make("details", { class: "filter", name: "filter", "data-dimension": dimension }, summary, fieldset);
  /** @param {string} value */
  const add = (value) => {
    const box = make("input", { type: dimension === SINGLE ? "radio" : "checkbox", value, name: dimension });
    box.addEventListener("change", () => choose(dimension, [...boxes.values()].filter((it) => it.checked).map((it) => it.value)));
    boxes.set(value, box);
    return make("label", {}, box, ` ${title(dimension, value)}`);
  };
  /** Adds the boxes that are missing where they belong; those that are there stay, with the focus. @param {import("./rows.js").Row[]} rows */
  const fill = (rows) => {
    const values = [...new Set(rows.map((row) => row.words[dimension]))].filter((value) => value !== "");
    values.sort((a, b) => order.compare(title(dimension, a), title(dimension, b)));
    let last = fieldset.children[0];
    for (const value of values) {
      const there = boxes.get(value)?.parentElement;
      if (there == null) last.after(add(value));
      last = there ?? /** @type {Element} */ (last.nextElementSibling);
    }
  };
  /** @param {Filters} wanted @param {Filters} counted */
  const show = (wanted, counted) => {
    const chosen = counted[dimension] ?? [];
    const isLifted = chosen.length === 0 && (wanted[dimension] ?? []).length > 0;
    const words = chosen.map((value) => title(dimension, value)).join(", ");
    const text = `${label}: ${isLifted ? "as searched" : words || "any"}`;
    if (summary.textContent !== text) summary.textContent = text;
    for (const [value, box] of boxes) box.checked = chosen.includes(value);
  };
  return { details, summary, fill, show };
}
