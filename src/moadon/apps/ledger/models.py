"""Tables of the books. Entries and transactions are only ever added; accounts and lots are their running sums.

What a row names is checked by the database once per statement, in place of a foreign key that asks once per row.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class Account(models.Model):
    """One owner's value of one wallet. `balance` can be spent, `pending` not yet, `owed` is arrears from returns.

    All three are sums of entries, in the wallet's smallest units, and never below zero. `held` is how much of the
    balance is set aside: the sum of the holds that are placed.
    """

    club_id = models.BigIntegerField()
    owner = models.BigIntegerField()
    wallet = models.TextField()
    balance = models.BigIntegerField(default=0)
    pending = models.BigIntegerField(default=0)
    owed = models.BigIntegerField(default=0)
    held = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        db_table = "ledger_account"
        constraints = [
            models.UniqueConstraint(fields=["club_id", "owner", "wallet"], name="one_account_per_wallet"),
            models.CheckConstraint(
                condition=models.Q(balance__gte=0, pending__gte=0, owed__gte=0), name="value_never_below_zero"
            ),
            models.CheckConstraint(
                condition=models.Q(held__gte=0, held__lte=models.F("balance")), name="what_is_held_is_there"
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
    """Value given at one moment that expires together. `remaining` is what entries have left of `amount`.

    `held` is how much of what remains is set aside by holds.
    """

    club_id = models.BigIntegerField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    programme = models.TextField()
    rule = models.TextField()
    receipt = models.BigIntegerField(null=True)
    amount = models.BigIntegerField()
    remaining = models.BigIntegerField()
    held = models.BigIntegerField(default=0, db_default=0)
    pending = models.BooleanField(default=False)
    active_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "ledger_lot"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__gt=0, remaining__gte=0, remaining__lte=models.F("amount")),
                name="lot_between_empty_and_full",
            ),
            models.CheckConstraint(
                condition=models.Q(held=0) | models.Q(held__gt=0, held__lte=models.F("remaining"), pending=False),
                name="what_is_held_remains",
            ),
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


class Hold(models.Model):
    """Value set aside: `amount` of an account, taken from `lots` in `parts`, in the order in which they are spent.

    `state` is "placed", and then "posted", "voided" or "expired" for ever. `posted` is how much was spent, in
    `transaction`. One that is placed and whose `expires_at` has passed holds nothing any more, swept out or not.
    `redemption`, an opaque number from above: it is what that one is paid with, and nothing else.
    """

    club_id = models.BigIntegerField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    amount = models.BigIntegerField()
    posted = models.BigIntegerField(default=0)
    reference = models.TextField()
    state = models.TextField(default="placed")
    placed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    transaction = models.ForeignKey(
        Transaction, on_delete=models.PROTECT, null=True, db_constraint=False, db_index=False
    )
    lots = ArrayField(models.BigIntegerField())
    parts = ArrayField(models.BigIntegerField())
    redemption = models.BigIntegerField(null=True)

    class Meta:
        db_table = "ledger_hold"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="placed", posted=0, ended_at__isnull=True, transaction__isnull=True)
                | models.Q(state__in=["voided", "expired"], posted=0, ended_at__isnull=False, transaction__isnull=True)
                | models.Q(
                    state="posted",
                    posted__gt=0,
                    posted__lte=models.F("amount"),
                    ended_at__isnull=False,
                    transaction__isnull=False,
                ),
                name="hold_in_one_state",
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0, expires_at__gt=models.F("placed_at")), name="hold_sets_something_aside"
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-id"], name="holds_of_account"),
            models.Index(fields=["account"], name="holds_placed", condition=models.Q(state="placed")),
            models.Index(fields=["club_id", "expires_at"], name="holds_to_end", condition=models.Q(state="placed")),
        ]
