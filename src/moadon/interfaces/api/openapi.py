"""The OpenAPI 3.1 document: what the operations say of themselves, and what all of them have in common."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from ninja.openapi import get_schema
from pydantic.json_schema import models_json_schema

from moadon.interfaces.api import problems
from moadon.interfaces.api.described import shapes_sent

_BLANK = re.compile(r"<(?:\w+:)?(\w+)>")
_REF = "#/components/schemas/{model}"
_WRITES = ("post", "put", "patch", "delete")
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": r"^[\x21-\x7e]+$"},
    "description": "The same key and body are answered as they were the first time; kept for 30 days.",
}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "The ETag of what is changed: 412 when somebody else has changed it since.",
}
_ETAG = {"ETag": {"schema": {"type": "string", "examples": ['"1"']}, "description": "The edition, for `If-Match`."}}
_REPLAYED = {"Idempotent-Replayed": {"schema": {"type": "string", "enum": ["true"]}}}
_AGAIN = {"Retry-After": {"schema": {"type": "integer"}, "description": "In how many seconds to ask again."}}
_OF_STATUS = {"401": {"WWW-Authenticate": {"schema": {"type": "string"}}}, "409": _AGAIN, "429": _AGAIN, "503": _AGAIN}
_LANGUAGE = {
    "name": "Accept-Language",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "examples": ["he"]},
    "description": "en, he or fa; else the club's first language.",
}
_EVERY = {
    "401": "No key, or one that is unknown or revoked.",
    "403": "The key may not do this, or not for this branch. Or a proof of the member is needed, or wrong.",
    "404": "Unknown, or another club's.",
    "422": "A field or parameter is wrong; `errors` names each.",
    "429": "The key called too often, or too many unknown keys came from here. Ask again after `Retry-After` seconds.",
    "503": "The database is away, or figures are being prepared. Ask again after `Retry-After` seconds.",
}
_WRITING = {
    "400": "The body is no JSON, or a key is needed or malformed.",
    "409": "It clashes with what is there, or the same key is still at work.",
    "412": "Somebody has changed it since (`If-Match`).",
    "413": "The body is too large: 1 MiB, or 8 MiB for a batch.",
    "415": "The body has to be application/json.",
}


def document() -> dict[str, Any]:
    """The OpenAPI document, made once."""
    return _document()


@lru_cache(maxsize=1)
def _document() -> dict[str, Any]:
    from moadon.interfaces.api.api import BASE, api

    made: dict[str, Any] = dict(get_schema(api, path_prefix=BASE.removeprefix("/") + "/"))
    schemas = made["components"].setdefault("schemas", {})
    _, sent = models_json_schema([(shape, "validation") for shape in shapes_sent()], ref_template=_REF)
    schemas.update(sent.get("$defs", {}))
    for name, shape in schemas.items():
        if name.endswith("Changes"):
            # What is absent stays as it is: a client that filled in defaults would change it.
            for part in shape["properties"].values():
                part.pop("default", None)
    made["components"]["responses"] = {
        status: {
            "description": says,
            **({"headers": _OF_STATUS[status]} if status in _OF_STATUS else {}),
            "content": {problems.TYPE: {"schema": {"$ref": _REF.format(model="Problem")}}},
        }
        for status, says in (_EVERY | _WRITING).items()
    }
    for path, method, operation in operations(made):
        _complete(path, method, operation, schemas)
    made["servers"] = [{"url": "/"}]
    # Once through JSON: statuses are texts there.
    plain: dict[str, Any] = json.loads(json.dumps(made))
    return plain


def operations(made: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Path, method and description of every operation of a document."""
    for path, methods in made["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def query_names(route: str, method: str) -> frozenset[str] | None:
    """The query parameters that an operation knows; None for an unknown operation."""
    return _query_names().get((_BLANK.sub(r"{\1}", route), method.lower()))


@lru_cache(maxsize=1)
def _query_names() -> dict[tuple[str, str], frozenset[str]]:
    from moadon.interfaces.api.api import BASE

    return {
        (path.removeprefix(BASE + "/"), method): frozenset(
            parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "query"
        )
        for path, method, operation in operations(_document())
    }


def _complete(path: str, method: str, operation: dict[str, Any], schemas: Mapping[str, Any]) -> None:
    parameters, responses = operation["parameters"], operation["responses"]
    told = dict(_EVERY)
    parameters.append(_LANGUAGE)
    if method in _WRITES:
        told |= _WRITING
        parameters.append(_KEY | {"required": needs_key(path)})
    for response in responses.values():
        headers = (_REPLAYED if method in _WRITES else {}) | (_ETAG if _has_edition(response, schemas) else {})
        if headers:
            response["headers"] = headers
    if method in ("put", "patch", "delete") and not _WITHOUT_EDITION.search(path):
        parameters.append(_IF_MATCH)
    for status in told:
        responses[status] = {"$ref": f"#/components/responses/{status}"}


def _has_edition(response: Mapping[str, Any], schemas: Mapping[str, Any]) -> bool:
    told: Mapping[str, Any] = next(iter(response.get("content", {}).values()), {"schema": {}})["schema"]
    return "edition" in schemas.get(told.get("$ref", "").rpartition("/")[2], {}).get("properties", {})


def needs_key(path: str) -> bool:
    """Whether an address moves money, so that its key is needed."""
    return bool(_MONEY.search(path))


_MONEY = re.compile(
    r"/(receipts(/batch|/[^/]+/(returns|cancel))?|returns|events|holds(/[^/]+/(post|void))?"
    r"|redemptions(/[^/]+/(pay|fulfil|cancel))?|members/[^/]+/corrections|transfers"
    r"|gift-cards(/activate|/[^/]+/(kill|replace|attach))?|members/[^/]+/loads(/[^/]+/cancel)?)\Z"
)
_WITHOUT_EDITION = re.compile(r"/keys/|/members/[^/]+/(pin|devices/)")
