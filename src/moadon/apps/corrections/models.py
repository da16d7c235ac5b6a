"""Tables of corrections: what the club decided, and every request with its one end."""

from django.db import models
from django.db.models.functions import Now


class PolicyRow(models.Model):
    """What one club decided. `limits`: role, kind, most at once, most in a day; `reasons`: code and names."""

    club_id = models.BigIntegerField(unique=True)
    limits = models.JSONField(default=list)
    reasons = models.JSONField(default=list)
    transfers = models.JSONField(default=list)
    days = models.IntegerField()
    edited_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "corrections_policy"


class Request(models.Model):
    """A correction of one wallet of one member: `amount` in the wallet's units, below zero where it takes.

    `counted` is how much it takes of a limit. `corrects` is the row of the entry that it corrects. `state` is
    "waiting", and then "done", "refused", "withdrawn" or "expired" for ever. Who decided it is whoever answers for it:
    who did it at once, or the second approver; on the club's day `day`. `branch_id` is where it was asked for.
    """

    club_id = models.BigIntegerField()
    member_id = models.BigIntegerField()
    wallet = models.TextField()
    kind = models.TextField()
    amount = models.BigIntegerField()
    counted = models.BigIntegerField()
    reason = models.TextField()
    note = models.TextField(default="")
    shortage = models.TextField(default="refuse")
    expires_on = models.DateField(null=True)
    corrects = models.BigIntegerField(null=True)
    state = models.TextField(default="waiting")
    branch_id = models.BigIntegerField(null=True)
    asker_kind = models.TextField()
    asker_id = models.BigIntegerField(null=True)
    asker_name = models.TextField()
    asker_role = models.TextField()
    asked_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    decider_kind = models.TextField(null=True)
    decider_id = models.BigIntegerField(null=True)
    decider_name = models.TextField(default="")
    decided_at = models.DateTimeField(null=True)
    day = models.DateField(null=True)
    said = models.TextField(default="")
    transaction_id = models.BigIntegerField(null=True)
    before = models.BigIntegerField(null=True)
    after = models.BigIntegerField(null=True)

    class Meta:
        db_table = "corrections_request"
        constraints = [
            models.CheckConstraint(condition=~models.Q(amount=0), name="a_correction_moves_something"),
            models.CheckConstraint(
                condition=models.Q(state="waiting", decided_at__isnull=True, transaction_id__isnull=True)
                | models.Q(state="done", decided_at__isnull=False, transaction_id__isnull=False, day__isnull=False)
                | models.Q(
                    state__in=["refused", "withdrawn", "expired"],
                    decided_at__isnull=False,
                    transaction_id__isnull=True,
                ),
                name="correction_in_one_state",
            ),
        ]
        indexes = [
            models.Index(fields=["club_id", "-id"], name="corrections_newest_first"),
            models.Index(fields=["member_id", "-id"], name="corrections_of_member"),
            models.Index(
                fields=["club_id", "ends_at"], name="corrections_waiting", condition=models.Q(state="waiting")
            ),
            models.Index(
                fields=["club_id", "day", "decider_id"],
                name="corrections_of_a_day",
                condition=models.Q(state="done"),
            ),
            models.Index(
                fields=["transaction_id"],
                name="corrections_booked",
                condition=models.Q(transaction_id__isnull=False),
            ),
        ]


class Transfer(models.Model):
    """Value that one member handed to another: `amount` left the giver, of which the club kept `fee`.

    `out_id`, `into_id` and `fee_id` are the transactions of the books; `day` is the club's own.
    """

    club_id = models.BigIntegerField()
    giver = models.BigIntegerField()
    receiver = models.BigIntegerField()
    wallet = models.TextField()
    amount = models.BigIntegerField()
    fee = models.BigIntegerField()
    note = models.TextField(default="")
    at = models.DateTimeField()
    day = models.DateField()
    by_kind = models.TextField()
    by_id = models.BigIntegerField(null=True)
    by_name = models.TextField()
    out_id = models.BigIntegerField()
    into_id = models.BigIntegerField()
    fee_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "corrections_transfer"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__gt=models.F("fee"), fee__gte=0), name="a_transfer_hands_something_over"
            ),
            models.CheckConstraint(condition=~models.Q(giver=models.F("receiver")), name="a_transfer_is_between_two"),
        ]
        indexes = [
            models.Index(fields=["club_id", "-id"], name="transfers_newest_first"),
            models.Index(fields=["giver", "wallet", "day"], name="transfers_of_giver"),
            models.Index(fields=["receiver", "-id"], name="transfers_of_receiver"),
            models.Index(fields=["out_id"], name="transfers_out"),
            models.Index(fields=["into_id"], name="transfers_into"),
        ]


class HandedLot(models.Model):
    """A lot that a transfer made, and the lot in which its value was given at first, by a sale for example."""

    club_id = models.BigIntegerField()
    transfer_id = models.BigIntegerField()
    lot_id = models.BigIntegerField(unique=True)
    root_id = models.BigIntegerField()

    class Meta:
        db_table = "corrections_handed_lot"
