"""Why something was not done: typed, coded, translatable."""

from collections.abc import Iterable, Mapping


class Refused(Exception):
    """A request that the rules of the house turn down.

    `code` is stable snake_case and names a sentence in the catalogues; `field` is the input that
    caused it (dotted, with list positions: `lines.0.quantity`); `params` are the numbers in the sentence;
    `status` is the HTTP status that tells the same.
    """

    def __init__(self, code: str, *, field: str | None = None, status: int = 422, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.status = status
        self.params: Mapping[str, object] = params

    def __str__(self) -> str:
        where = f" at {self.field}" if self.field else ""
        return f"{self.code}{where} {dict(self.params)}" if self.params else f"{self.code}{where}"

    def at(self, field: str) -> "Refused":
        """The same refusal, told of `field`, or of the part of it that was already named."""
        inner = f"{field}.{self.field}" if self.field else field
        return Refused(self.code, field=inner, status=self.status, **self.params)


class RefusedMany(Refused):
    """Several refusals of one request, told together so that all can be mended at once."""

    def __init__(self, refusals: Iterable[Refused]) -> None:
        self.refusals = tuple(refusals)
        super().__init__("several_refusals", status=max(r.status for r in self.refusals), n=len(self.refusals))
