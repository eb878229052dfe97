"""Glue: orders in, a summary of the paid ones out."""

from collections import defaultdict


def handler(event, context):
    return summarize(event["orders"])


def summarize(orders):
    cents = defaultdict(int)
    counts = defaultdict(int)
    for order in orders:
        if order["status"] == "paid":
            customer = order["customer"]
            cents[customer] += sum(item["qty"] * item["cents"] for item in order["items"])
            counts[customer] += 1
    top = sorted(cents.items(), key=lambda entry: (-entry[1], entry[0]))[:10]
    return {
        "orders": sum(counts.values()),
        "customers": len(counts),
        "total_cents": sum(cents.values()),
        "top": [
            {"customer": customer, "cents": total, "orders": counts[customer]}
            for customer, total in top
        ],
    }
