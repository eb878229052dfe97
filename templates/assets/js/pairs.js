// @ts-check
/** Pages of pairs of runtimes. */

/** @typedef {import("./search.js").Named} Named */

/** @param {string} root the way to the root of the site */
export function pairPages(root) {
  /** Pairs with a page. @type {Set<string>} */
  let known = new Set();

  /** @param {string} a @param {string} b two runtimes @returns {string | null} */
  function address(a, b) {
    for (const name of [`${a}-vs-${b}`, `${b}-vs-${a}`]) {
      if (known.has(name)) return `${root}compare/${name}/index.html`;
    }
    return null;
  }

  /** The first two runtimes that have a page together. @param {Named[]} first @param {Named[]} second */
  function between(first = [], second = []) {
    for (const a of first) {
      for (const b of second) {
        const found = address(a.slug, b.slug);
        if (found !== null) return { address: found, a, b };
      }
    }
    return null;
  }

  return { know: (/** @type {string[]} */ names) => (known = new Set(names)), address, between };
}
