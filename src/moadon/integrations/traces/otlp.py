"""Spans by OTLP over HTTP, gathered and sent beside the work by OpenTelemetry's SDK."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, format_trace_id
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from moadon import __version__
from moadon.store.traces import Figure


class Otlp:
    """Tells of spans to `address`. How many are sampled and how they are sent say OpenTelemetry's own variables."""

    def __init__(self, address: str, service: str) -> None:
        named = Resource.create({"service.name": service, "service.version": __version__})
        self._provider = TracerProvider(resource=named)
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=address)))
        self._tracer = self._provider.get_tracer("moadon", __version__)
        self._named = TraceContextTextMapPropagator()

    def close(self) -> None:
        """Send what has not been sent yet. Done by itself when the process ends in order."""
        self._provider.shutdown()

    @contextmanager
    def span(self, name: str, caller: Mapping[str, str] | None) -> Iterator["OtlpSpan"]:
        """A span for the block. The words of an error are left out: they may quote what was typed."""
        above = self._named.extract(caller) if caller is not None else None
        kind = SpanKind.INTERNAL if caller is None else SpanKind.SERVER
        with self._tracer.start_as_current_span(
            name, above, kind, record_exception=False, set_status_on_exception=False
        ) as made:
            yield OtlpSpan(made)


class OtlpSpan:
    """A span of OpenTelemetry."""

    def __init__(self, made: Span) -> None:
        self._made = made
        self.trace = format_trace_id(made.get_span_context().trace_id)

    def rename(self, name: str) -> None:
        """Call it otherwise."""
        self._made.update_name(name)

    def note(self, figures: Mapping[str, Figure]) -> None:
        """Add figures."""
        self._made.set_attributes(figures)
