"""Greets: the cost of runtime and client alone."""


def handler(event, context):
    return {"message": "Hello, " + event["name"]}
