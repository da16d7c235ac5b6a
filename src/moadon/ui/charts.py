"""Charts as plain values: what they show, what they find, and the same figures as a table.

The browser draws them from a JSON script (assets/js/charts.js). Values become floating point only there, for pixels.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from typing import ClassVar, Literal

from django.utils.html import strip_tags
from django.utils.safestring import SafeString

from moadon.kernel import shape_words as words
from moadon.kernel.figures import NO_BREAK, Numeric, currency_symbol, exact
from moadon.ui.parts import Text
from moadon.ui.reader import shapes

Unit = Literal["number", "money", "percent"]


@dataclass(frozen=True, slots=True)
class Series:
    """One row of values. `before` is the period compared with: grey, as a tick or a dashed line.

    `texts` are the same values as a person reads them, for tips and the table. None is a gap.
    """

    name: Text
    values: Sequence[Numeric | None]
    texts: Sequence[Text]
    before: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A dashed line across the chart with its words."""

    at: Numeric
    label: Text


@dataclass(frozen=True, slots=True)
class Spot:
    """A marked point of a step chart."""

    x: Numeric
    y: Numeric
    label: Text


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart over `labels`. `finding` says in a sentence what it shows; `caption` is the measure with its unit.

    `name` is unique on the page. `kind` "bars", "lines", or "steps" (then a series holds pairs x, y in turn).
    `ramp` colours ordered groups from light to dark and writes each value over its bar; `lying` turns bars to rows.
    """

    template: ClassVar[str] = "ui/chart.html"
    name: str
    kind: Literal["bars", "lines", "steps"]
    finding: Text
    labels: Sequence[Text]
    series: Sequence[Series]
    unit: Unit = "number"
    caption: Text = ""
    height: Literal["low", "mid", "high"] = "low"
    ramp: bool = False
    lying: bool = False
    axis: bool = True
    line: Line | None = None
    spots: Sequence[Spot] = ()
    top: Numeric | None = None
    across: Numeric | None = None
    table: bool = True

    @property
    def script(self) -> str:
        """The id of the JSON script."""
        return f"{self.name}-spec"

    @property
    def spec(self) -> dict[str, object]:
        """What the browser draws from."""
        return {
            "kind": self.kind,
            "labels": [_plain(label) for label in self.labels],
            "series": self._drawn(),
            "ramp": self.ramp,
            "lying": self.lying,
            "axis": self.axis,
            "mark": {"at": _drawn(self.line.at), "label": _plain(self.line.label)} if self.line else None,
            "points": [{"x": _drawn(s.x), "y": _drawn(s.y), "label": _plain(s.label)} for s in self.spots],
            "max": _drawn(self.top),
            "across": _drawn(self.across),
            "tips": self._tips(),
            "words": axis_words(self.unit),
        }

    def _drawn(self) -> list[dict[str, object]]:
        drawn: list[dict[str, object]] = []
        colour = 0
        for series in self.series:
            colour += not series.before
            values: list[object] = [_drawn(value) for value in series.values]
            drawn.append(
                {
                    "name": str(series.name),
                    "values": _pairs(values) if self.kind == "steps" else values,
                    "texts": [_plain(text) for text in series.texts] if self.ramp else None,
                    "before": series.before,
                    "colour": "before" if series.before else f"series-{(colour - 1) % 5 + 1}",
                }
            )
        return drawn

    def _tips(self) -> list[str] | None:
        if self.kind == "steps" or self.ramp:
            return None
        tips = []
        for label, texts in self.rows:
            told = [f"{s.name}: {_plain(text)}" for s, text in zip(self.series, texts, strict=True)]
            tips.append("\n".join([_plain(label), *told]))
        return tips

    @property
    def rows(self) -> list[tuple[Text, list[Text]]]:
        """The same figures as rows of a table: a label and its texts, one a series."""
        return [(label, [series.texts[i] for series in self.series]) for i, label in enumerate(self.labels)]


def axis_words(unit: Unit) -> dict[str, object]:
    """How this reader's language writes the ticks of a value axis."""
    now = shapes()
    persian = now.language == "fa"
    symbol = currency_symbol(now.currency)
    prefix = "" if persian or unit != "money" else symbol + (NO_BREAK if symbol[-1].isalpha() else "")
    return {
        "digits": "۰۱۲۳۴۵۶۷۸۹" if persian else "",
        "marks": {"point": "٫" if persian else ".", "group": "٬" if persian else ","},
        "from": words.AXIS_FROM,
        "steps": [[size, word.replace(" ", NO_BREAK)] for size, word in words.AXIS[now.language]],
        "prefix": prefix,
        "suffix": ("٪" if persian else "%") if unit == "percent" else "",
    }


def _pairs(values: list[object]) -> list[list[object]]:
    return [[values[i], values[i + 1]] for i in range(0, len(values) - 1, 2)]


def _drawn(value: Numeric | None) -> int | str | None:
    # Decimals travel as strings: the browser makes a number of them where it needs pixels.
    if value is None:
        return None
    number = exact(value)
    return int(number) if number == number.to_integral_value() else str(number)


def _plain(text: Text) -> str:
    # Tips and labels are drawn as text, so the markup of a figure comes off.
    return unescape(strip_tags(text)) if isinstance(text, SafeString) else str(text)
