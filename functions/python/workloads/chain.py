"""What both SHA-256 workloads share: the chain of digests."""


def chain(event, sha256):
    text = f"{event['seed']:08x}"
    for _ in range(event["rounds"]):
        text = sha256(text.encode("ascii"))
    return {"digest": text}
