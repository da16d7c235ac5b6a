"""What a well-formed document may still get wrong: order of steps, names, decimals, worth, levels, groups."""

from collections.abc import Sequence
from itertools import chain

from moadon.engine.rules.check.amounts import wrong_decimals
from moadon.engine.rules.check.ladders import wrong_ladders
from moadon.engine.rules.check.names import wrong_names, wrong_texts
from moadon.engine.rules.check.promotions import wrong_promotions
from moadon.engine.rules.check.rules import wrong_rules
from moadon.engine.rules.check.tiers import wrong_tiers
from moadon.engine.rules.check.worth import too_generous
from moadon.engine.rules.document import Document
from moadon.engine.rules.findings import Finding, first_errors
from moadon.kernel.sentences import LANGUAGES

__all__ = ["check"]


def check(document: Document, languages: Sequence[str] = LANGUAGES) -> tuple[Finding, ...]:
    """Everything a careful reader would say about `document`: errors that keep it from running, and warnings.

    Of very many errors the first are told, see `first_errors`.
    """
    return first_errors(
        chain(
            wrong_texts(document, languages),
            wrong_names(document),
            wrong_rules(document),
            wrong_decimals(document),
            wrong_ladders(document),
            wrong_promotions(document),
            wrong_tiers(document),
            too_generous(document),
        )
    )
