"""Tables of gift cards. What is on a card stands in the ledger, under the card's own number below zero."""

from django.db import models
from django.db.models.functions import Now


class Series(models.Model):
    """`size` cards of one amount that are printed before they are sold.

    `coded_at`: when their codes were handed out.
    """

    club_id = models.BigIntegerField()
    name = models.TextField()
    amount = models.BigIntegerField()
    size = models.IntegerField()
    with_pin = models.BooleanField()
    made_at = models.DateTimeField(db_default=Now())
    coded_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cards_series"
        constraints = [
            models.UniqueConstraint(fields=["club_id", "name"], name="one_series_of_a_name"),
            models.CheckConstraint(condition=models.Q(amount__gt=0, size__gt=0), name="series_of_something"),
        ]


class Card(models.Model):
    """One gift card. `amount` is what it was sold for, 0 for one that nobody has activated.

    `code_hash` is None until its code was handed out. `tail` are the last characters of the code. `sale` and `line` are
    the receipt that sold it and that receipt's line; `member` who it belongs to, if anybody is known.
    """

    club_id = models.BigIntegerField()
    series = models.ForeignKey(Series, on_delete=models.PROTECT, null=True)
    code_hash = models.BinaryField(null=True)
    tail = models.TextField(default="")
    pin_hash = models.BinaryField(null=True)
    state = models.TextField()
    amount = models.BigIntegerField(default=0)
    sale = models.BigIntegerField(null=True)
    line = models.TextField(null=True)
    branch_id = models.BigIntegerField(null=True)
    reference = models.TextField(default="")
    note = models.TextField(default="")
    member_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(db_default=Now())
    activated_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    wrong_pins = models.IntegerField(default=0)
    reason = models.TextField(default="")
    ending = models.TextField(default="")
    ended_at = models.DateTimeField(null=True)
    replaced_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "cards_card"
        constraints = [
            models.UniqueConstraint(fields=["club_id", "code_hash"], name="one_card_of_a_code"),
            models.CheckConstraint(
                condition=models.Q(state__in=["inactive", "active", "blocked", "locked", "dead"]),
                name="card_in_one_state",
            ),
            models.CheckConstraint(
                condition=models.Q(state="dead", ended_at__isnull=False)
                | (~models.Q(state="dead") & models.Q(ended_at__isnull=True, ending="")),
                name="only_the_dead_have_ended",
            ),
        ]
        indexes = [
            models.Index(fields=["club_id", "-id"], name="cards_newest_first"),
            models.Index(fields=["club_id", "tail"], name="cards_by_tail"),
            models.Index(fields=["sale"], name="cards_of_sale", condition=models.Q(sale__isnull=False)),
            models.Index(fields=["member_id"], name="cards_of_member", condition=models.Q(member_id__isnull=False)),
        ]


class Guess(models.Model):
    """A code or PIN that was wrong. `who` is a keyed hash of the caller or the address."""

    club_id = models.BigIntegerField()
    who = models.BinaryField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "cards_guess"
        indexes = [models.Index(fields=["club_id", "who", "-at"], name="guesses_of_somebody")]
