// A chain of SHA-256 digests by node:crypto.

import { createHash } from "node:crypto";
import { chain } from "./chain.mjs";

export async function handler(event) {
  return chain(event, sha256);
}

function sha256(text) {
  return createHash("sha256").update(text).digest("hex");
}
