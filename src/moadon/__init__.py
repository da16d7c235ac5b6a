"""Moadon: the open, self-hosted customer-club platform for shops and chains."""

__version__ = "0.1.0"

from moadon.native import install

install()
