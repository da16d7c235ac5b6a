"""What can be read on a colour."""

from itertools import product

import pytest

from moadon.kernel.colours import READABLE, contrast, ink_on, luminance


@pytest.mark.parametrize(
    ("colour", "least"), [("#ffffff", 1.0), ("#000000", 21.0), ("#777777", 4.47), ("#0b5f7a", 7.16), ("#ffd400", 1.4)]
)
def test_contrast_to_white_is_what_wcag_says(colour: str, least: float) -> None:
    assert contrast(luminance(colour), 1) == pytest.approx(least, abs=0.05)


@pytest.mark.parametrize(
    ("colour", "ink"), [("#0b5f7a", "white"), ("#ffd400", "black"), ("#FFFFFF", "black"), ("#b3271e", "white")]
)
def test_the_ink_is_the_one_that_reads_better(colour: str, ink: str) -> None:
    assert ink_on(colour) == ink


def test_on_every_colour_one_ink_is_readable() -> None:
    parts = range(0, 256, 15)
    for red, green, blue in product(parts, parts, parts):
        colour = f"#{red:02x}{green:02x}{blue:02x}"
        ink = 0.0 if ink_on(colour) == "black" else 1.0
        assert contrast(ink, luminance(colour)) >= READABLE
