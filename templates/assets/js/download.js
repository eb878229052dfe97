// @ts-check
/** What is shown as a file, with the filters that it was shown by in its name. */

import { button, make } from "./dom.js";

/** @param {string} text @returns {string} a cell of a CSV file, harmless in a spreadsheet */
function cell(text) {
  const harmless = /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

const PARTS = ["source", "provider", "region", "runtime", "packaging", "arch", "load", "memory", "workload", "metric"];

/**
 * Rows by column: the parts of the address, then each measured value with the ends of its interval.
 * @param {import("./rows.js").Row[]} rows @returns {Record<string, string | number | null>[]}
 */
export function records(rows) {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row.values)))];
  return rows.map((row) => {
    /** @type {Record<string, string | number | null>} */
    const record = {};
    for (const part of PARTS) record[part] = row.words[part];
    for (const name of names) {
      const found = row.values[name];
      record[name] = found?.value ?? null;
      if (/^p\d/.test(name)) {
        record[`${name}_lower`] = found?.lower ?? null;
        record[`${name}_upper`] = found?.upper ?? null;
      }
    }
    return record;
  });
}

/** @param {import("./rows.js").Row[]} rows @returns {string} */
export const csv = (rows) => lines(records(rows));

/** @param {Record<string, string | number | null>[]} found @returns {string} a CSV file of records that have the same names */
export function lines(found) {
  if (found.length === 0) return "";
  const names = Object.keys(found[0]);
  const cells = found.map((record) => names.map((name) => cell(String(record[name] ?? ""))).join(","));
  return `${[names.join(","), ...cells].join("\n")}\n`;
}

/** A button that saves a file; a narrow window shows its kind alone. @param {string} kind @param {() => void} act */
export function download(kind, act) {
  const made = button(kind, act);
  made.prepend(make("span", { class: "long" }, "Download "));
  return made;
}

/** @param {string} text @param {string} type @param {string} name */
export function save(text, type, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** @param {string} search the state as the address has it @param {string} ending @returns {string} */
export function fileName(search, ending) {
  const words = search.replaceAll(/[^A-Za-z0-9]+/g, "-").replaceAll(/^-|-$/g, "").slice(0, 80);
  return `coldmark${words === "" ? "" : `-${words}`}.${ending}`;
}
