// Chain of digests, shared by both SHA-256 workloads.

// `sha256` takes a text of ASCII and gives the digest in hex.
export function chain({ seed, rounds }, sha256) {
  if (!Number.isInteger(seed) || !Number.isInteger(rounds)) {
    throw new TypeError("seed and rounds must be integers");
  }
  let text = seed.toString(16).padStart(8, "0");
  for (let i = 0; i < rounds; i++) text = sha256(text);
  return { digest: text };
}
