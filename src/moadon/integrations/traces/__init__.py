"""Traces to whoever collects them by OTLP: off, and nothing of OpenTelemetry loaded, unless an address is given."""

import os
from collections.abc import Mapping
from importlib.util import find_spec

import structlog

from moadon.store import traces

__all__ = ["begin"]

_log = structlog.get_logger("moadon.traces")
_PATH = "/v1/traces"
_ADDRESSES = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")


def begin(environment: Mapping[str, str] = os.environ) -> None:
    """Tell of this process's spans where the environment says to whom. A club goes on where that cannot be."""
    address = address_in(environment)
    if address is None:
        return
    if find_spec("opentelemetry.sdk") is None or find_spec("opentelemetry.exporter.otlp.proto.http") is None:
        _log.warning("no traces", why="the packages are missing", way_out="pip install 'moadon[traces]'")
        return
    from moadon.integrations.traces.otlp import Otlp

    traces.tell(Otlp(address, environment.get("OTEL_SERVICE_NAME") or "moadon"))


def address_in(environment: Mapping[str, str]) -> str | None:
    """Where spans go: `MOADON_OTLP_ENDPOINT`, else what OpenTelemetry's own variables say; None for nowhere."""
    if environment.get("OTEL_SDK_DISABLED", "").lower() == "true" or environment.get("OTEL_TRACES_EXPORTER") == "none":
        return None
    whole, base = (environment.get(name) for name in _ADDRESSES)
    if own := environment.get("MOADON_OTLP_ENDPOINT"):
        return own if own.endswith(_PATH) else own.rstrip("/") + _PATH
    return whole or (base.rstrip("/") + _PATH if base else None)
