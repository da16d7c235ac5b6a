"""Tables of the books. Entries and transactions are only ever added; accounts and lots are their running sums.

What a row names is checked by the database once per statement, in place of a foreign key that asks once per row.
"""

from django.db import models
from django.db.models.functions import Now


class Account(models.Model):
    """One owner's value of one wallet. `balance` can be spent, `pending` not yet, `owed` is arrears from returns.

    All three are sums of entries, in the wallet's smallest units, and never below zero.
    """

    club_id = models.BigIntegerField()
    owner = models.BigIntegerField()
    wallet = models.TextField()
    balance = models.BigIntegerField(default=0)
    pending = models.BigIntegerField(default=0)
    owed = models.BigIntegerField(default=0)

    class Meta:
        db_table = "ledger_account"
        constraints = [
            models.UniqueConstraint(fields=["club_id", "owner", "wallet"], name="one_account_per_wallet"),
            models.CheckConstraint(
                condition=models.Q(balance__gte=0, pending__gte=0, owed__gte=0), name="value_never_below_zero"
            ),
        ]


class Transaction(models.Model):
    """Entries that belong together and sum to zero per wallet. `receipt` is an opaque number from above."""

    club_id = models.BigIntegerField()
    kind = models.TextField()
    owner = models.BigIntegerField()
    receipt = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    corrects = models.BigIntegerField(null=True)

    class Meta:
        db_table = "ledger_transaction"
        indexes = [models.Index(fields=["receipt"], name="transactions_of_receipt")]


class Lot(models.Model):
    """Value given at one moment that expires together. `remaining` is what entries have left of `amount`."""

    club_id = models.BigIntegerField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    programme = models.TextField()
    rule = models.TextField()
    receipt = models.BigIntegerField(null=True)
    amount = models.BigIntegerField()
    remaining = models.BigIntegerField()
    pending = models.BooleanField(default=False)
    active_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "ledger_lot"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__gt=0, remaining__gte=0, remaining__lte=models.F("amount")),
                name="lot_between_empty_and_full",
            )
        ]
        indexes = [
            models.Index(fields=["account", "expires_at"], name="lots_to_spend", condition=models.Q(remaining__gt=0)),
            models.Index(fields=["receipt"], name="lots_of_receipt"),
            models.Index(fields=["club_id", "active_at"], name="lots_to_activate", condition=models.Q(pending=True)),
            models.Index(
                fields=["club_id", "expires_at"],
                name="lots_to_expire",
                condition=models.Q(remaining__gt=0, expires_at__isnull=False),
            ),
        ]


class Entry(models.Model):
    """One line of the books. `account` and `lot` are set on the member's side, empty on the club's.

    `book` is one of `types.BOOKS`; `amount` is signed; `balance_after` is the member's balance less arrears.
    """

    club_id = models.BigIntegerField()
    transaction = models.ForeignKey(Transaction, on_delete=models.PROTECT, db_constraint=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, db_constraint=False, db_index=False)
    book = models.TextField()
    wallet = models.TextField()
    amount = models.BigIntegerField()
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, null=True, db_constraint=False, db_index=False)
    programme = models.TextField(null=True)
    rule = models.TextField(null=True)
    version = models.IntegerField(null=True)
    base = models.BigIntegerField(null=True)
    why = models.JSONField(null=True)
    balance_after = models.BigIntegerField(null=True)
    corrects = models.BigIntegerField(null=True)

    class Meta:
        db_table = "ledger_entry"
        constraints = [models.CheckConstraint(condition=~models.Q(amount=0), name="an_entry_moves_something")]
        indexes = [
            models.Index(
                fields=["account", "-id"], name="entries_of_account", condition=models.Q(account__isnull=False)
            ),
            models.Index(fields=["lot"], name="lapses_of_lot", condition=models.Q(book="expired")),
        ]
