// @ts-check
/** Numbers as pages show them. */

/** @param {number} value three significant digits */
export const short = (value) => value.toLocaleString("en", { minimumSignificantDigits: 3, maximumSignificantDigits: 3 });

/**
 * The ends of an interval; nothing without one, or where they are one at the precision that is shown.
 * @param {{lower: number | null, upper: number | null}} it
 */
export function ends({ lower, upper }) {
  if (lower === null) return upper === null ? "" : ` (at most ${short(upper)})`;
  if (upper === null) return ` (at least ${short(lower)})`;
  return short(lower) === short(upper) ? "" : ` (${short(lower)} to ${short(upper)})`;
}

/** @param {number} count @returns {string} with its digits in groups of three */
export const many = (count) => count.toLocaleString("en");
