"""A chain of SHA-256 digests by hashlib."""

import hashlib

from workloads.chain import chain


def handler(event, context):
    return chain(event, lambda message: hashlib.sha256(message).hexdigest())
