"""Tables of the redemption catalogue and of what members had from it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class Reward(models.Model):
    """Something a member can have for what they saved, known by the club's own code.

    `names` and `descriptions` by language. `ways` as JSON: id, wallet, amount in the wallet's smallest units, money in
    minor units, and by level what its holders pay instead. `tiers` and `segments` say for whom, empty: for everybody.
    Days are the club's own and included. `branches` hand it over, empty: all do. `stocked`: unlimited, all (counted for
    the club together) or branch (counted at each). `kept_minutes`: how long one that is not paid up is kept. `taken`
    counts those that stand.
    """

    club_id = models.BigIntegerField()
    code = models.TextField()
    kind = models.TextField(default="product")
    sku = models.TextField(default="")
    names = models.JSONField()
    descriptions = models.JSONField(default=dict)
    ways = models.JSONField()
    tiers = ArrayField(models.TextField(), default=list)
    segments = ArrayField(models.TextField(), default=list)
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    per_member = models.IntegerField(null=True)
    period = models.TextField(default="ever")
    in_all = models.IntegerField(null=True)
    taken = models.IntegerField(default=0)
    stocked = models.TextField(default="unlimited")
    kept_minutes = models.IntegerField(default=30)
    branches = ArrayField(models.BigIntegerField(), default=list)
    pick_up = models.BooleanField(default=True)
    delivery = models.BooleanField(default=False)
    position = models.IntegerField(default=0)
    active = models.BooleanField(default=True)
    edition = models.IntegerField(default=1)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "redemptions_reward"
        constraints = [
            models.UniqueConstraint(fields=["club_id", "code"], name="one_reward_per_code"),
            models.CheckConstraint(condition=models.Q(taken__gte=0), name="rewards_taken_not_below_zero"),
            models.CheckConstraint(condition=models.Q(pick_up=True) | models.Q(delivery=True), name="a_reward_arrives"),
        ]


class Stock(models.Model):
    """How many of a reward are left, in all (`branch_id` None) or at one branch. Never below zero."""

    club_id = models.BigIntegerField()
    reward = models.ForeignKey(Reward, on_delete=models.PROTECT)
    branch_id = models.BigIntegerField(null=True)
    left = models.IntegerField(default=0)

    class Meta:
        db_table = "redemptions_stock"
        constraints = [
            models.UniqueConstraint(fields=["reward", "branch_id"], name="one_stock_per_branch", nulls_distinct=False),
            models.CheckConstraint(condition=models.Q(left__gte=0), name="stock_not_below_zero"),
        ]


class StockChange(models.Model):
    """One change of a stock by hand: by how many, why and by whom. Rows are only added."""

    club_id = models.BigIntegerField()
    stock = models.ForeignKey(Stock, on_delete=models.PROTECT)
    change = models.IntegerField()
    left = models.IntegerField()
    reason = models.TextField()
    by = models.TextField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "redemptions_stock_change"


class Redemption(models.Model):
    """One reward asked for by one member: what it cost them then, and how far it is.

    `names`, `kind` and `sku` are those of the reward at that time. `amount` of `wallet` was taken in the ledger's
    `transaction`, and given back in `given_back`; while `money` is not paid it is set aside by `hold`. `stock` is where
    one was taken from. `code` is what the member shows to get it. `receipt` is where the money was paid. References
    into other rooms are their opaque numbers.
    """

    club_id = models.BigIntegerField()
    reward = models.ForeignKey(Reward, on_delete=models.PROTECT, db_index=False)
    member_id = models.BigIntegerField()
    state = models.TextField()
    names = models.JSONField()
    kind = models.TextField()
    sku = models.TextField(default="")
    way = models.TextField()
    wallet = models.TextField()
    amount = models.BigIntegerField()
    money = models.BigIntegerField(default=0)
    branch_id = models.BigIntegerField(null=True)
    delivery = models.BooleanField(default=False)
    reference = models.TextField(default="")
    stock = models.ForeignKey(Stock, on_delete=models.PROTECT, null=True, db_index=False)
    code = models.TextField()
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    hold = models.BigIntegerField(null=True)
    transaction = models.BigIntegerField(null=True)
    given_back = models.BigIntegerField(null=True)
    receipt = models.BigIntegerField(null=True)

    class Meta:
        db_table = "redemptions_redemption"
        constraints = [
            models.UniqueConstraint(fields=["club_id", "code"], name="one_redemption_per_code"),
            models.CheckConstraint(condition=models.Q(amount__gt=0, money__gte=0), name="a_redemption_costs"),
            models.CheckConstraint(
                condition=models.Q(state__in=["unpaid", "expired"], transaction__isnull=True)
                | models.Q(state__in=["asked", "ready", "handed_over", "sent"], transaction__isnull=False)
                | models.Q(state="cancelled")
                | models.Q(state="returned", given_back__isnull=False),
                name="a_redemption_in_one_state",
            ),
        ]
        indexes = [
            models.Index(fields=["member_id", "reward", "asked_at"], name="redemptions_of_member"),
            models.Index(fields=["club_id", "-id"], name="redemptions_newest"),
            models.Index(fields=["receipt"], name="redemptions_paid_on", condition=models.Q(receipt__isnull=False)),
            models.Index(
                fields=["reward", "expires_at"], name="redemptions_to_expire", condition=models.Q(state="unpaid")
            ),
        ]


class Step(models.Model):
    """One step of a redemption: to which state, when, by whom and why. Rows are only added."""

    club_id = models.BigIntegerField()
    redemption = models.ForeignKey(Redemption, on_delete=models.PROTECT)
    state = models.TextField()
    at = models.DateTimeField()
    by = models.TextField(default="")
    reason = models.TextField(default="")

    class Meta:
        db_table = "redemptions_step"
