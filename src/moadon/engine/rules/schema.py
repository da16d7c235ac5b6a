"""The JSON Schema of a programme document, for forms, editors and the API."""

import copy
from functools import lru_cache
from typing import Any

from moadon.engine.rules.document import Document
from moadon.engine.rules.values import FORMAT


def json_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of what `parse` accepts; order of steps and names of wallets are `check`'s."""
    return copy.deepcopy(_schema())


@lru_cache(maxsize=1)
def _schema() -> dict[str, Any]:
    schema = Document.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"urn:{FORMAT}", **schema}
