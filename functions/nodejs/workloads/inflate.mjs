// Buffers: unpack a text and count its words.

import { gunzipSync } from "node:zlib";

export async function handler({ gzip }) {
  return count(gunzipSync(Buffer.from(gzip, "base64")).toString("latin1"));
}

function count(text) {
  const words = text.match(/[a-z]+/g) ?? [];
  const counts = new Map();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return {
    bytes: text.length,
    lines: text.split("\n").length - 1,
    words: words.length,
    top: [...counts]
      .map(([word, n]) => ({ word, n }))
      .sort((a, b) => b.n - a.n || (a.word < b.word ? -1 : 1))
      .slice(0, 10),
  };
}
