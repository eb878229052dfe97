// Memory: a table of nodes that lives from call to call, and is churned by each.

let table = [];

export async function handler({ seed, live, churn }) {
  if (!Number.isInteger(seed) || !Number.isInteger(churn) || !(live >= 1)) {
    throw new TypeError("seed and churn must be integers, and live at least 1");
  }
  if (table.length !== live) table = new Array(live).fill(null);
  return churnTable(table, seed, churn);
}

function mix(h, value) {
  return Math.imul(h ^ value, 16777619);
}

function churnTable(table, seed, churn) {
  let x = seed | 0;
  let h = 2166136261 | 0;
  let bytes = 0;
  for (let i = 0; i < churn; i++) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    const key = x >>> 0;
    const slot = key % table.length;
    const size = 16 + (key % 240);

    const old = table[slot];
    if (old !== null) {
      h = mix(h, old.key);
      h = mix(h, old.payload[old.payload.length - 1]);
      if (old.prev !== null) {
        h = mix(h, old.prev.key);
        old.prev = null;
      }
    }
    h = mix(h, size);
    table[slot] = { key, payload: new Uint8Array(size).fill(key & 0xff), prev: old };
    bytes += size;
  }
  return { checksum: h >>> 0, bytes };
}
