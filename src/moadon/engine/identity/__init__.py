"""Who is who: phones, names, e-mail addresses and cards, from any habit of writing to one form."""

from moadon.engine.identity.cards import parse_card
from moadon.engine.identity.emails import parse_email
from moadon.engine.identity.names import compact, fold, fold_words, tidy_name
from moadon.engine.identity.phones import DEFAULT_REGIONS, parse_phone
from moadon.engine.identity.phrases import catalogue

__all__ = [
    "DEFAULT_REGIONS",
    "catalogue",
    "compact",
    "fold",
    "fold_words",
    "parse_card",
    "parse_email",
    "parse_phone",
    "tidy_name",
]
