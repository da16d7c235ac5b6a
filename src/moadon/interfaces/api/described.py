"""What an operation says about itself beyond its types: bodies and headers."""

from typing import Any

from pydantic import BaseModel

_shapes: dict[str, type[BaseModel]] = {}
JSON = "application/json"


def sends(shape: type[BaseModel], example: object = None, *, needed: bool = True, kind: str = JSON) -> dict[str, Any]:
    """`openapi_extra` of an operation that takes a body of `shape`."""
    _shapes[shape.__name__] = shape
    content: dict[str, Any] = {"schema": {"$ref": f"#/components/schemas/{shape.__name__}"}}
    if example is not None:
        content["example"] = example
    return {"requestBody": {"required": needed, "content": {kind: content}}}


def shapes_sent() -> tuple[type[BaseModel], ...]:
    """Every shape that some operation takes."""
    return tuple(_shapes.values())
