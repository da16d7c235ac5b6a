"""Tables of what receipts earned and how far members are."""

from django.db import models
from django.db.models.functions import Now


class Earning(models.Model):
    """What one receipt (or the end of a period) brought by one rule: the base that counts and the value given.

    Of a promotion that a limit counts, `wallet` is `-`, `amount` the money taken off and `base` what its goods cost; it
    is given to whoever buys, so there may be no member. Of others the receipt itself knows. Returns add rows with
    negative figures that name the sale. Sums of these rows are the truth, `Progress` and `Shared` copies.
    """

    club_id = models.BigIntegerField()
    member_id = models.BigIntegerField(null=True)
    receipt = models.BigIntegerField(null=True)
    sale = models.BigIntegerField(null=True)
    programme = models.TextField()
    version = models.IntegerField()
    rule = models.TextField()
    period = models.TextField()
    wallet = models.TextField()
    base = models.BigIntegerField()
    amount = models.BigIntegerField()
    times = models.IntegerField(default=0)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    why = models.JSONField()

    class Meta:
        db_table = "rewards_earning"
        indexes = [models.Index(fields=["sale"], name="earnings_of_sale")]


class Progress(models.Model):
    """How far a member is by one rule in one period: sums of the earnings. `settled` once the period was paid."""

    pk = models.CompositePrimaryKey("member_id", "programme", "rule", "period")
    club_id = models.BigIntegerField()
    member_id = models.BigIntegerField()
    programme = models.TextField()
    rule = models.TextField()
    period = models.TextField()
    base = models.BigIntegerField(default=0)
    awarded = models.BigIntegerField(default=0)
    times = models.IntegerField(default=0)
    ends_on = models.DateField(null=True)
    settled = models.BooleanField(default=False)

    class Meta:
        db_table = "rewards_progress"
        indexes = [
            models.Index(
                fields=["club_id", "ends_on"],
                name="progress_to_settle",
                condition=models.Q(ends_on__isnull=False, settled=False),
            )
        ]


class Shared(models.Model):
    """How much all members together have got of what is limited for all of them, in one period."""

    pk = models.CompositePrimaryKey("club_id", "programme", "rule", "period")
    club_id = models.BigIntegerField()
    programme = models.TextField()
    rule = models.TextField()
    period = models.TextField()
    base = models.BigIntegerField(default=0)
    awarded = models.BigIntegerField(default=0)
    times = models.IntegerField(default=0)

    class Meta:
        db_table = "rewards_shared"


class Event(models.Model):
    """Something that happened to a member and that no receipt tells: a review, a birthday, joining.

    `key` says which one it is: the same event told twice is one row and earns once. `earned` lists what it gave, as
    programme, rule, wallet and units; `answer` is what whoever told it was told.
    """

    club_id = models.BigIntegerField()
    member_id = models.BigIntegerField()
    key = models.TextField()
    type = models.TextField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    data = models.JSONField()
    earned = models.JSONField()
    answer = models.TextField()

    class Meta:
        db_table = "rewards_event"
        constraints = [models.UniqueConstraint(fields=["club_id", "key"], name="an_event_happens_once")]
        indexes = [models.Index(fields=["member_id", "-at", "-id"], name="events_of_member")]


class TierChange(models.Model):
    """One change of the level that a member holds on a ladder: since when, why and by whom. Rows are only added.

    `level` None: no level. `carried` is what reviews left of earlier periods, `falls_on` the day on which the
    level would fall if nothing more happened. `by_hand` is a level that somebody set, good to the end of
    `by_hand_until` or until it is taken off. The last row by `at`, then `id`, is how things stand.
    """

    club_id = models.BigIntegerField()
    member_id = models.BigIntegerField()
    programme = models.TextField()
    ladder = models.TextField()
    version = models.IntegerField()
    level = models.TextField(null=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    cause = models.TextField()
    reason = models.TextField(default="")
    by = models.TextField(default="")
    carried = models.TextField(null=True)
    falls_on = models.DateField(null=True)
    by_hand = models.TextField(null=True)
    by_hand_until = models.DateField(null=True)
    receipt = models.BigIntegerField(null=True)

    class Meta:
        db_table = "rewards_tier"
        indexes = [models.Index(fields=["member_id", "programme", "ladder", "at", "id"], name="tiers_of_member")]


class TierTurn(models.Model):
    """The next day on which time alone may change a member's level on a ladder: when the night looks again."""

    pk = models.CompositePrimaryKey("member_id", "programme", "ladder")
    club_id = models.BigIntegerField()
    member_id = models.BigIntegerField()
    programme = models.TextField()
    ladder = models.TextField()
    due_on = models.DateField(null=True)

    class Meta:
        db_table = "rewards_tierturn"
        indexes = [
            models.Index(fields=["club_id", "due_on"], name="tiers_due", condition=models.Q(due_on__isnull=False))
        ]
