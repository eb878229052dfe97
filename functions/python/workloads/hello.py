"""The floor: an event in, an answer out."""


def handler(event, context):
    return {"message": "Hello, " + event["name"]}
