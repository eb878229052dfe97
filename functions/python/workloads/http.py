"""I/O: write an item to a store over HTTP, and read it back."""

import os

import urllib3

URL = os.environ["STUB_URL"]

# Trusts the certificates in the file STUB_CA and no others.
pool = urllib3.PoolManager(ca_certs=os.environ.get("STUB_CA"), retries=False)


def handler(event, context):
    url = f"{URL}/items/{event['key']}"
    call("PUT", url, body=event["item"], headers={"Content-Type": "application/json"})
    body = call("GET", url)
    return {"written": 1, "read": 1, "digest": fnv1a(body)}


def call(method, url, **options):
    response = pool.request(method, url, **options)
    if not 200 <= response.status <= 299:
        raise RuntimeError(f"{method} {url}: {response.status}")
    return response.data


def fnv1a(data):
    digest = 2166136261
    for byte in data:
        digest = (digest ^ byte) * 16777619 & 0xFFFFFFFF
    return digest
