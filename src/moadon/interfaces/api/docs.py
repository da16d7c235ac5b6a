"""The documentation of the API: the OpenAPI document, and the same as a page to read."""

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from moadon.interfaces.api.openapi import document, operations

_OF_KINDS = ("A decimal number.",)
"""What is said of every value of a kind, and need not be said again."""
_STYLE = Path(__file__).with_name("docs.css")


@require_safe
def openapi_document(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document as JSON."""
    return HttpResponse(_text(), content_type="application/json")


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Every operation in words, with what to send and what comes back. Needs no script."""
    return render(request, "api/docs.html", {"groups": groups(), "shapes": shapes(), "made": document()})


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """The page's own style sheet."""
    return HttpResponse(_STYLE.read_text("utf-8"), content_type="text/css", headers={"Cache-Control": "max-age=3600"})


@lru_cache(maxsize=1)
def _text() -> str:
    return json.dumps(document(), ensure_ascii=False)


@lru_cache(maxsize=1)
def groups() -> list[tuple[str, list[dict[str, Any]]]]:
    """Every operation as the page tells it, by its group."""
    made = document()
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, method, operation in operations(made):
        groups.setdefault(operation["tags"][0], []).append(_told(path, method, operation, made))
    return list(groups.items())


def _told(path: str, method: str, operation: dict[str, Any], made: dict[str, Any]) -> dict[str, Any]:
    body: dict[str, Any] = next(iter(operation.get("requestBody", {}).get("content", {}).values()), {})
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "short": path.removeprefix("/api/v1"),
        "says": operation.get("description", ""),
        "parameters": [
            {"name": p["name"], "in": p["in"], "kind": _kind(p["schema"], made), "says": p.get("description", "")}
            for p in operation["parameters"]
            if p["in"] != "header"
        ],
        "sends": _fields(body.get("schema"), made),
        "example": json.dumps(body["example"], ensure_ascii=False, indent=2) if body.get("example") else "",
        "answers": _answers(operation, made),
    }


def _answers(operation: dict[str, Any], made: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Statuses that mean the same with the fields of their answer."""
    shapes: dict[str, tuple[list[str], list[dict[str, Any]]]] = {}
    for status, response in operation["responses"].items():
        if "content" in response:
            schema = next(iter(response["content"].values()))["schema"]
            statuses, _ = shapes.setdefault(json.dumps(schema), ([], _fields(schema, made)))
            statuses.append(str(status))
    return [(" or ".join(statuses), fields) for statuses, fields in shapes.values()]


@lru_cache(maxsize=1)
def shapes() -> list[tuple[str, str, list[dict[str, Any]]]]:
    """Every named shape that stands inside others: name, what it is, its fields."""
    made = document()
    inside = {kind for fields in _every_field(made) for field in fields for kind in _words(field["kind"])}
    return [
        (name, shape.get("description", ""), _fields(shape, made))
        for name, shape in sorted(made["components"]["schemas"].items())
        if name in inside
    ]


def _every_field(made: dict[str, Any]) -> Iterator[list[dict[str, Any]]]:
    for shape in made["components"]["schemas"].values():
        yield _fields(shape, made)


def _words(kind: str) -> list[str]:
    return kind.replace("list of ", "").split(" or ")


def _fields(schema: dict[str, Any] | None, made: dict[str, Any]) -> list[dict[str, Any]]:
    """The fields of an object's schema, one row each."""
    shape = _resolved(schema or {}, made)
    if shape.get("type") == "array":
        shape = _resolved(shape["items"], made)
    needed = shape.get("required", [])
    return [
        {"name": name, "kind": _kind(part, made), "needed": name in needed, "says": _says(part)}
        for name, part in shape.get("properties", {}).items()
    ]


def _says(part: dict[str, Any]) -> str:
    says = str(part.get("description", ""))
    return "" if says in _OF_KINDS else says


def _resolved(schema: dict[str, Any], made: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        resolved: dict[str, Any] = made["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
        return resolved
    return schema


def _kind(part: dict[str, Any], made: dict[str, Any]) -> str:
    if "$ref" in part:
        return str(part["$ref"].rsplit("/", 1)[-1])
    if "anyOf" in part:
        return " or ".join(dict.fromkeys(_kind(one, made) for one in part["anyOf"]))
    if "enum" in part:
        return " | ".join(map(str, part["enum"]))
    if "pattern" in part and part.get("type") == "string":
        return "decimal"
    if part.get("type") == "array":
        return f"list of {_kind(part.get('items', {}), made)}"
    return str(part.get("format") or part.get("type", "value"))
