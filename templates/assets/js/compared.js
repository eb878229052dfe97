// @ts-check
/** Rows that are compared: every one over every other above the table, and a bar at the edge of the window that says which. */

import { button, make } from "./dom.js";

/** @typedef {import("./rows.js").Row} Row */

/**
 * @param {(row: Row, base: Row) => (Node | string)[]} quotient a ratio as it is shown
 * @param {{only: (runtimes: string[]) => void, clear: () => void}} acts
 * @returns {{panel: HTMLElement, bar: HTMLElement, show: (chosen: Row[], by: string) => void}}
 */
export function comparison(quotient, acts) {
  const panel = make("div", { class: "picked", tabindex: "-1" });
  const said = make("span", { role: "status" });
  const see = button("See ratios", () => {
    panel.scrollIntoView({ block: "center" });
    panel.focus({ preventScroll: true });
  });
  const bar = make("div", { class: "comparing" }, said, see, button("Clear", acts.clear));
  bar.hidden = true;

  /** @param {Row[]} chosen @param {string} by */
  function show(chosen, by) {
    bar.hidden = chosen.length === 0;
    // The bar hides nothing that has the focus.
    document.documentElement.classList.toggle("has-bar", !bar.hidden);
    see.hidden = chosen.length < 2;
    const text = `Comparing: ${chosen.map((row) => row.words.name).join(", ")}${chosen.length === 1 ? ". Choose one more." : ""}`;
    if (said.textContent !== text) said.textContent = text;
    panel.replaceChildren();
    if (chosen.length < 2) return;
    const runtimes = [...new Set(chosen.map((row) => row.words.runtime))];
    panel.append(make("div", { class: "scroll" }, everyPair(chosen, by)), button("Show only these", () => acts.only(runtimes)));
  }

  /** @param {Row[]} chosen @param {string} by */
  function everyPair(chosen, by) {
    const head = chosen.map((row) => make("th", { scope: "col", class: "number" }, row.words.name));
    const lines = chosen.map((row) =>
      make("tr", {}, make("th", { scope: "row" }, row.words.name),
        ...chosen.map((base) => make("td", { class: "number" }, ...(row === base ? ["—"] : quotient(row, base))))));
    return make("table", { class: "pairs" },
      make("caption", {}, `Ratios of ${by}, row over column, with 95% intervals where both were compared`),
      make("thead", {}, make("tr", {}, make("td"), ...head)), make("tbody", {}, ...lines));
  }

  return { panel, bar, show };
}
