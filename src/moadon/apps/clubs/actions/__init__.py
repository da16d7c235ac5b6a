"""Writes of the club, its shop and its people."""

from moadon.apps.clubs.actions.shop import make_tills

__all__ = ["make_tills"]
