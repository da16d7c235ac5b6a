"""The documentation is the operations themselves, as a page and as a document."""

import re

from django.test import Client
from tools.api_reference import PATH, reference

from moadon.interfaces.api.openapi import document, operations


def test_the_reference_is_written_from_the_operations() -> None:
    assert PATH.read_text(encoding="utf-8") == reference(), "run: make docs"


def test_every_operation_says_what_it_does_and_shows_an_example() -> None:
    silent = [
        operation["operationId"]
        for _, method, operation in operations(document())
        if not operation.get("description")
        or ("requestBody" in operation and "example" not in next(iter(operation["requestBody"]["content"].values())))
    ]

    assert silent == []


def test_every_reference_inside_the_document_leads_somewhere() -> None:
    made = document()
    for place in re.findall(r"'\$ref': '#/([^']+)'", str(made)):
        found = made
        for part in place.split("/"):
            found = found[part]
        assert found


def test_the_document_is_the_openapi_that_tools_read(db: None) -> None:
    told = Client().get("/api/v1/openapi.json").json()

    assert told["openapi"].startswith("3.1")
    assert told["components"]["securitySchemes"]["BearerKey"]["scheme"] == "bearer"
    assert told["paths"].keys() == document()["paths"].keys()


def test_the_page_needs_no_script_and_nothing_from_elsewhere(db: None) -> None:
    page = Client().get("/api/v1/docs")
    text = page.content.decode()

    assert page.status_code == 200
    assert "<script" not in text
    assert " style=" not in text
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', text)
    assert all(f'id="{operation["operationId"]}"' in text for _, _, operation in operations(document()))
    assert Client().get("/api/v1/docs.css").headers["Content-Type"].startswith("text/css")
