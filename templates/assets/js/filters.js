// @ts-check
/** The filters of Explore: a menu of boxes for each column, of which one is open at a time. */

import { make } from "./dom.js";
import { DIMENSIONS } from "./state.js";

/** @typedef {Record<string, string[]>} Filters chosen values by column */

/**
 * @param {import("./rows.js").Row[]} rows @param {(dimension: string, value: string) => string} title a value as people read it
 * @param {(dimension: string, chosen: string[]) => void} choose
 * @returns {{element: HTMLElement, show: (wanted: Filters, counted: Filters) => void}}
 */
export function filters(rows, title, choose) {
  const menus = DIMENSIONS.map((dimension) => menu(rows, dimension, title, choose));
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
  return { element, show: (wanted, counted) => menus.forEach((it) => it.show(wanted, counted)) };
}

/** @param {import("./rows.js").Row[]} rows @param {string} dimension @param {(dimension: string, value: string) => string} title @param {(dimension: string, chosen: string[]) => void} choose */
function menu(rows, dimension, title, choose) {
  const values = [...new Set(rows.map((row) => row.words[dimension]))].filter((value) => value !== "");
  values.sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const boxes = values.map((value) => {
    const box = make("input", { type: "checkbox", value, name: dimension });
    box.addEventListener("change", () => choose(dimension, boxes.filter((it) => it.checked).map((it) => it.value)));
    return box;
  });
  const labels = boxes.map((box) => make("label", {}, box, ` ${title(dimension, box.value)}`));
  const summary = make("summary", {}, dimension);
  // Of details of one name, the browser keeps one open.
  const details = make("details", { class: "filter", name: "filter", "data-dimension": dimension },
    summary, make("fieldset", {}, make("legend", { class: "unseen" }, dimension), ...labels));
  /** @param {Filters} wanted @param {Filters} counted */
  const show = (wanted, counted) => {
    const chosen = counted[dimension] ?? [];
    const isLifted = chosen.length === 0 && (wanted[dimension] ?? []).length > 0;
    const words = chosen.map((value) => title(dimension, value)).join(", ");
    const text = `${dimension}: ${isLifted ? "as searched" : words || "any"}`;
    if (summary.textContent !== text) summary.textContent = text;
    for (const box of boxes) box.checked = chosen.includes(box.value);
  };
  return { details, summary, show };
}
