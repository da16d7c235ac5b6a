"""Colours as `#rrggbb`, and what can be read on them."""

from typing import Literal

Ink = Literal["black", "white"]
READABLE = 4.5
"""The least contrast of text, by WCAG 2.2 AA (criterion 1.4.3)."""
_INKS: dict[Ink, float] = {"black": 0.0, "white": 1.0}


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, 0 for black to 1 for white, as WCAG 2.2 defines it."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: float, other: float) -> float:
    """How two luminances stand out from each other, from 1 to 21."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def ink_on(colour: str) -> Ink:
    """Black or white, whichever reads better on `colour`. On every colour one of them is `READABLE`."""
    ground = luminance(colour)
    return max(_INKS, key=lambda ink: contrast(_INKS[ink], ground))


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
