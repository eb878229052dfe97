// @ts-check
/** Ratios of one series to another, with their intervals where the two were compared. */

/** @typedef {{value: number, lower: number | null, upper: number | null}} Ratio */
/** Percentiles that are compared, in the order of the files. */
const PERCENTILES = ["p50", "p90", "p99"];

/** @typedef {Record<string, ([number | null, number | null] | null)[]>} Compared ends of intervals, by the address of the other */

/** What makes two series comparable: all of the address but the runtime. @param {import("./rows.js").Row} row */
const shape = (row) => row.address.replace(`/${row.words.runtime}/`, "/");

/**
 * @param {string} root the way to the root of the site @param {() => void} loaded called when more intervals have come
 * @returns {(row: import("./rows.js").Row, base: import("./rows.js").Row, by: string) => Ratio | null} none without both values of one metric
 */
export function ratios(root, loaded) {
  /** @type {Map<string, Compared>} */
  const known = new Map();
  /** @param {string} runtime @returns {Compared} */
  const comparedWith = (runtime) => {
    const there = known.get(runtime);
    if (there !== undefined) return there;
    known.set(runtime, {});
    const load = async () => {
      const found = await fetch(new URL(`${root}compare/ratios/${runtime}.json`, location.href));
      // What has no such file is of our own campaigns, or no longer measured.
      if (!found.ok) return;
      known.set(runtime, await found.json());
      loaded();
    };
    load().catch(() => {});
    return {};
  };
  return (row, base, by) => {
    const [over, under] = [row.values[by]?.value, base.values[by]?.value];
    if (over === undefined || !under || row.words.metric !== base.words.metric) return null;
    const isCompared = base.words.memory === "pooled" && shape(row) === shape(base) && row !== base;
    const found = isCompared ? comparedWith(base.words.runtime)[row.address]?.[PERCENTILES.indexOf(by)] : undefined;
    return { value: over / under, lower: found?.[0] ?? null, upper: found?.[1] ?? null };
  };
}
