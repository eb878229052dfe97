"""Buffers: unpack a text and count its words."""

import base64
import gzip
import re
from collections import Counter

WORD = re.compile("[a-z]+")


def handler(event, context):
    return count(gzip.decompress(base64.b64decode(event["gzip"])).decode("latin-1"))


def count(text):
    counts = Counter(WORD.findall(text))
    top = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))[:10]
    return {
        "bytes": len(text),
        "lines": text.count("\n"),
        "words": counts.total(),
        "top": [{"word": word, "n": n} for word, n in top],
    }
