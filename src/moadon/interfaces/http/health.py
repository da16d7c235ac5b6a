"""Two questions of whoever watches the process: is it alive, and can it work?"""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from moadon.interfaces.ports import database_faults
from moadon.store.pending import pending


@require_safe
def alive(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers. Asks nothing else: a sick database must not restart the web server."""
    return JsonResponse({"status": "alive"})


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, keeps what it is told and has the tables the code needs; else 503 and reasons."""
    reasons = _reasons()
    if reasons:
        return JsonResponse({"status": "not ready", "reasons": reasons}, status=503, headers={"Retry-After": "5"})
    return JsonResponse({"status": "ready"})


def _reasons() -> list[str]:
    try:
        connection.ensure_connection()
        reasons = database_faults()(connection.connection)
        if pending(after=False):
            reasons.append("migrations are missing: run moadon migrate")
    except DatabaseError:
        return ["the database does not answer"]
    return reasons
