"""What a receipt earned, spent, came close to and did not get, each with its reasons."""

from collections.abc import Iterable, Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from moadon.apps.rewards.models import Earning
from moadon.engine.rules import PRICE
from moadon.engine.rules.earn.breadth import rule_of
from moadon.flows.till.kept import PromotionGiven
from moadon.flows.till.retold import Retold, Told
from moadon.interfaces.office.members.moves import Move
from moadon.interfaces.office.members.naming import Programmes
from moadon.interfaces.office.members.statement import Statement
from moadon.interfaces.office.members.telling import told
from moadon.kernel.sentences import Message
from moadon.ui.parts import Reason, ReasonTree, Text


class Reasons:
    """The reason tree of one receipt."""

    def __init__(self, book: Programmes, statement: Statement) -> None:
        self.book = book
        self.statement = statement

    def tree(self, earned: Iterable[Earning | PromotionGiven], moves: Sequence[Move], retold: Told) -> ReasonTree:
        """Applied, near, not applied: awards with their lots, what was spent, and what the till was told beside."""
        reasons = [self._earned(one, moves) for one in earned]
        reasons += [self._spent(move) for move in moves if move.kind == "spend"]
        reasons += [self._near(one) for one in retold.near]
        reasons += [self._not_applied(one) for one in retold.not_applied]
        return ReasonTree(reasons)

    def _earned(self, one: Earning | PromotionGiven, moves: Sequence[Move]) -> Reason:
        causes: list[Text] = [told(Message.from_json(one.why))]
        lot = next((lot for m in moves for lot, _units in m.lots if m.kind == "award" and self._same(m, one)), None)
        if lot is not None:
            causes.append(self.statement.good_for(lot))
        rule = rule_of(one.rule)
        causes.append(self.book.rule_link(one.programme, one.version, rule))
        # What a promotion gives is so much less to pay; an award is so much more in a wallet.
        units = -one.amount if one.wallet == PRICE else one.amount
        amount = self.book.amount(one.wallet, units, signed=True) if units else ""
        return Reason("yes", self.book.rule_name(one.programme, one.version, rule), causes, amount)

    @staticmethod
    def _same(move: Move, one: Earning | PromotionGiven) -> bool:
        return (move.programme, move.rule, move.wallet) == (one.programme, one.rule, one.wallet)

    def _spent(self, move: Move) -> Reason:
        amount, wallet = self.book.amount(move.wallet, -move.amount), self.book.wallet_name(move.wallet)
        title = format_html(_("{amount} paid from {wallet}"), amount=amount, wallet=wallet)
        return Reason("yes", title, [self.statement.from_lots(move)])

    def _near(self, one: Retold) -> Reason:
        name = self.book.rule_name(one.programme, one.version, one.rule)
        return Reason(
            "near", name, [told(one.why), self._rule(one)], self.book.amount(one.wallet, one.gets, signed=True)
        )

    def _not_applied(self, one: Retold) -> Reason:
        return Reason("no", self.book.rule_name(one.programme, one.version, one.rule), [told(one.why), self._rule(one)])

    def _rule(self, one: Retold) -> SafeString:
        return self.book.rule_link(one.programme, one.version, one.rule)
