"""A chain of SHA-256 digests, computed by the code below (FIPS 180-4)."""

import struct

from workloads.chain import chain


def handler(event, context):
    return chain(event, lambda message: sha256(message).hex())


# fmt: off
INITIAL = (
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
)

K = (
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
)
# fmt: on

MASK = 0xFFFFFFFF


def sha256(message):
    zeros = -(len(message) + 9) % 64
    padded = message + b"\x80" + bytes(zeros) + struct.pack(">Q", 8 * len(message))
    state = INITIAL
    for block in struct.iter_unpack(">16I", padded):
        state = compress(state, block)
    return struct.pack(">8I", *state)


def compress(state, block):
    w = list(block)
    for i in range(16, 64):
        x, y = w[i - 15], w[i - 2]
        # Two copies of a word side by side turn rotations into shifts.
        xx, yy = x << 32 | x, y << 32 | y
        s0 = xx >> 7 ^ xx >> 18 ^ x >> 3
        s1 = yy >> 17 ^ yy >> 19 ^ y >> 10
        w.append((w[i - 16] + s0 + w[i - 7] + s1) & MASK)

    a, b, c, d, e, f, g, h = state
    for k, word in zip(K, w):
        ee = e << 32 | e
        t1 = h + ((ee >> 6 ^ ee >> 11 ^ ee >> 25) & MASK) + (e & f ^ ~e & g) + k + word
        aa = a << 32 | a
        t2 = ((aa >> 2 ^ aa >> 13 ^ aa >> 22) & MASK) + (a & b ^ a & c ^ b & c)
        h, g, f, e = g, f, e, (d + t1) & MASK
        d, c, b, a = c, b, a, (t1 + t2) & MASK
    return [(old + new) & MASK for old, new in zip(state, (a, b, c, d, e, f, g, h))]
