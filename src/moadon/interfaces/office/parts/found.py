"""What a search from anywhere finds."""

from typing import NamedTuple

from moadon.ui.parts import Text


class Found(NamedTuple):
    """One answer: what it is called, a word beside it, and where it is."""

    label: Text
    href: str
    facts: Text = ""
