"""Refusals as `application/problem+json` (RFC 9457), in the caller's language."""

import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus

from django.http import HttpResponse
from ninja.errors import ValidationError as NinjaValidationError
from pydantic_core import ErrorDetails

from moadon.engine.rules import InvalidDocument
from moadon.flows.promises import NoticeNeeded
from moadon.kernel.refusals import Refused, RefusedMany
from moadon.kernel.shapes import Shapes
from moadon.ui.words import tell, tell_refusal

TYPE = "application/problem+json"
RETRY_SECONDS = 1
_IN_PROGRESS = "idempotency_in_progress"
CODES = {
    "missing": "missing",
    "extra_forbidden": "unknown_field",
    "string_type": "not_text",
    "bool_type": "not_true_or_false",
    "list_type": "not_a_list",
    "model_type": "not_an_object",
    "dict_type": "not_an_object",
    "model_attributes_type": "not_an_object",
    "int_type": "not_a_whole_number",
    "int_parsing": "not_a_whole_number",
    "int_parsing_size": "not_a_whole_number",
    "int_from_float": "not_a_whole_number",
}


def problem(refusal: Refused, shapes: Shapes) -> dict[str, object]:
    """The problem document: `type`, `title`, `status`, `code`, `detail`, `errors`."""
    parts = _parts(refusal)
    first = parts[0] if len(parts) == 1 and not isinstance(refusal, InvalidDocument) else refusal
    more: dict[str, object] = {"earliest": refusal.earliest.isoformat()} if isinstance(refusal, NoticeNeeded) else {}
    if first.code == "proof_needed":
        more["kinds"] = first.params["taken"]
    return {
        **more,
        "type": f"/problems/{first.code}",
        "title": _title(refusal.status),
        "status": refusal.status,
        "code": first.code,
        "detail": tell_refusal(first, shapes),
        "errors": _errors(refusal, parts, shapes),
    }


def problem_text(refusal: Refused, shapes: Shapes) -> str:
    """The problem document as JSON text."""
    return json.dumps(problem(refusal, shapes), ensure_ascii=False)


def problem_response(refusal: Refused, shapes: Shapes) -> HttpResponse:
    """The answer to a request that was refused."""
    response = HttpResponse(problem_text(refusal, shapes), status=refusal.status, content_type=TYPE)
    if refusal.status == HTTPStatus.TOO_MANY_REQUESTS:
        response.headers["Retry-After"] = str(refusal.params["seconds"])
    return dressed(response, refusal.code, shapes.language)


def dressed(response: HttpResponse, code: str, language: str) -> HttpResponse:
    """The response with the headers that its status asks for."""
    response.headers["Content-Language"] = language
    if response.status_code == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="moadon"'
    if code == _IN_PROGRESS or response.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def refusal_of(errors: Iterable[ErrorDetails], prefix: str = "") -> RefusedMany:
    """What pydantic found wrong, as refusals that name the field: `lines.0.quantity`."""
    return RefusedMany(_refusal(details, prefix) for details in errors)


def refusal_of_parameters(problem: NinjaValidationError, sent: Mapping[str, str]) -> RefusedMany:
    """What is wrong with the query, named and quoted as it was sent."""
    named = ((e["loc"][-1], e) for e in problem.errors)
    return RefusedMany(_refusal({**e, "loc": (name,), "input": sent.get(name, "")}, "") for name, e in named)  # type: ignore[typeddict-item]


def _refusal(details: ErrorDetails, prefix: str) -> Refused:
    place = ".".join(str(part) for part in details["loc"])
    field = f"{prefix}{place}"[:200] or None
    context = details.get("ctx", {})
    kind = details["type"]
    inner = context.get("refusal")
    if isinstance(inner, Refused):
        return Refused(inner.code, field=field, status=inner.status, **inner.params)
    given = str(details.get("input", ""))[:40]
    if kind in ("string_too_long", "too_long"):
        return Refused("too_long", field=field, most=context.get("max_length"))
    if kind in ("string_too_short", "too_short"):
        return Refused("empty", field=field)
    if kind == "greater_than_equal":
        return Refused("too_small", field=field, least=context.get("ge"))
    if kind == "less_than_equal":
        return Refused("too_large", field=field, most=context.get("le"))
    if kind in ("literal_error", "enum"):
        return Refused("unknown_value", field=field, given=given)
    return Refused(CODES.get(kind, "not_valid"), field=field, given=given)


def _parts(refusal: Refused) -> tuple[Refused, ...]:
    return refusal.refusals if isinstance(refusal, RefusedMany) else (refusal,)


def _errors(refusal: Refused, parts: tuple[Refused, ...], shapes: Shapes) -> list[dict[str, object]]:
    if isinstance(refusal, NoticeNeeded):
        return [
            {
                "field": dotted(str(one["pointer"])),
                "pointer": one["pointer"],
                "code": f"{one['direction']}_for_members",
                "detail": one["text"][shapes.language],
            }
            for one in refusal.differences
            if one["direction"] in ("worse", "mixed")
        ]
    if isinstance(refusal, InvalidDocument):
        return [
            {
                "field": dotted(finding.pointer),
                "pointer": finding.pointer,
                "code": finding.code,
                "detail": tell(finding.message, shapes),
            }
            for finding in refusal.findings
            if finding.level == "error"
        ]
    return [
        {"field": part.field, "code": part.code, "detail": tell_refusal(part, shapes)}
        for part in parts
        if part.field is not None or len(parts) > 1
    ]


def dotted(pointer: str) -> str:
    """A JSON pointer as fields are named here: `/earn/0/id` is `earn.0.id`."""
    names = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    return ".".join(names)


def _title(status: int) -> str:
    return HTTPStatus(status).phrase
