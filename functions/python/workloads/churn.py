"""Memory: a table of nodes that lives from call to call, and is churned by each."""

MASK = 0xFFFFFFFF
PRIME = 16777619


class Node:
    __slots__ = ("key", "payload", "prev")

    def __init__(self, key, payload, prev):
        self.key = key
        self.payload = payload
        self.prev = prev


table = []


def handler(event, context):
    global table
    live = event["live"]
    if live < 1:
        raise ValueError("live must be at least 1")
    if len(table) != live:
        table = [None] * live
    return churn(table, event["seed"], event["churn"])


def churn(table, seed, steps):
    live = len(table)
    x = seed
    checksum = 2166136261
    total = 0
    for _ in range(steps):
        x ^= x << 13 & MASK
        x ^= x >> 17
        x ^= x << 5 & MASK
        slot = x % live
        size = 16 + x % 240

        old = table[slot]
        if old is not None:
            checksum = (checksum ^ old.key) * PRIME & MASK
            checksum = (checksum ^ old.payload[-1]) * PRIME & MASK
            if old.prev is not None:
                checksum = (checksum ^ old.prev.key) * PRIME & MASK
                old.prev = None
        checksum = (checksum ^ size) * PRIME & MASK
        table[slot] = Node(x, bytes([x & 0xFF]) * size, old)
        total += size
    return {"checksum": checksum, "bytes": total}
