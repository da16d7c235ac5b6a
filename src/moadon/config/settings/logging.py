"""One JSON line per event, to the standard output or to `MOADON_LOG_FILE`. No personal data: see the access log."""

import logging
import os
import sys

import structlog

__all__ = ["LOGGING"]


def _with_trace(_: object, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """The trace that a line belongs to, where traces are told."""
    from moadon.store import traces  # only now: it needs the settings

    trace = traces.trace_id()
    return event if trace is None else {**event, "trace_id": trace}


_shared: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    _with_trace,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def _without_values(_: object, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """An exception as kind, places and first line: the values that frames hold are members' names and numbers."""
    problem = event.pop("exc_info", None)
    problem = problem[1] if isinstance(problem, tuple) else problem
    if problem is True:
        problem = sys.exc_info()[1]
    if not isinstance(problem, BaseException):
        return event
    from moadon.interfaces.http.failures import told  # only now: it needs the settings

    return {**event, **told(problem)}


def json_lines() -> logging.Formatter:
    """The formatter of every line; named by its path, so that the settings can be handed to another process."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _without_values,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )


_file = os.environ.get("MOADON_LOG_FILE")
_handler: dict[str, object] = (
    {"class": "logging.handlers.WatchedFileHandler", "filename": _file, "encoding": "utf-8"}
    if _file
    else {"class": "logging.StreamHandler", "stream": "ext://sys.stdout"}
)
_level = os.environ.get("MOADON_LOG_LEVEL", "INFO").upper()

LOGGING: dict[str, object] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "moadon.config.settings.logging.json_lines"},
        "ready": {"format": "%(message)s"},
    },
    "handlers": {"out": {**_handler, "formatter": "json"}, "access": {**_handler, "formatter": "ready"}},
    "root": {"handlers": ["out"], "level": "WARNING"},
    "loggers": {
        "moadon": {"level": _level},
        "moadon.access": {"level": _level, "handlers": ["access"], "propagate": False},
        "_granian": {"level": "INFO"},
        # Its lines hold the whole address with its query; ours say the same without it.
        "django.request": {"level": "CRITICAL"},
        "django.server": {"level": "CRITICAL"},
    },
}

structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *_shared,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)
