// I/O: write an item to a store over HTTP, and read it back.

import { readFileSync } from "node:fs";

const url = new URL(process.env.STUB_URL);
const secure = url.protocol === "https:";
const { Agent, request } = await import(secure ? "node:https" : "node:http");

// Trusts the certificates in the file STUB_CA and no others.
const agent = new Agent({
  keepAlive: true,
  ...(secure && { ca: readFileSync(process.env.STUB_CA) }),
});

export async function handler({ key, item }) {
  if (typeof key !== "string" || typeof item !== "string") {
    throw new TypeError("key and item must be strings");
  }
  const path = `/items/${key}`;
  await call("PUT", path, item);
  const body = await call("GET", path);
  return { written: 1, read: 1, digest: fnv1a(body) };
}

function call(method, path, item) {
  const headers = item === undefined ? {} : {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(item),
  };
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, url), { method, headers, agent }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        if (response.statusCode >= 200 && response.statusCode <= 299) {
          resolve(Buffer.concat(chunks));
        } else {
          reject(new Error(`${method} ${path}: ${response.statusCode}`));
        }
      });
    });
    sent.on("error", reject);
    sent.end(item);
  });
}

function fnv1a(bytes) {
  let h = 2166136261;
  for (const byte of bytes) h = Math.imul(h ^ byte, 16777619);
  return h >>> 0;
}
