"""Tables of pools of codes, the codes, what each was used for, and how many stand in each state."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

_OPEN = ["free", "reserved", "issued", "expired"]


class Pool(models.Model):
    """Codes that all open one coupon of a programme: `word` as it is written there, `opens` as rules compare it.

    `to_make`: codes that are still to be made. `receipts_for`: with whose receipts one is issued, `member`, `any` or
    empty for none, from `receipts_from` minor units on. `days`: how long one works after it was issued.
    """

    club_id = models.BigIntegerField()
    name = models.TextField()
    word = models.TextField()
    opens = models.TextField()
    kind = models.TextField()
    prefix = models.TextField(default="")
    length = models.IntegerField()
    alphabet = models.TextField(default="letters")
    check_letter = models.BooleanField(default=True)
    uses = models.IntegerField(default=1)
    valid_from = models.DateTimeField(null=True)
    valid_until = models.DateTimeField(null=True)
    days = models.IntegerField(null=True)
    receipts_for = models.TextField(default="")
    receipts_from = models.BigIntegerField(default=0)
    to_make = models.BigIntegerField(default=0)
    withdrawn_at = models.DateTimeField(null=True)
    edition = models.IntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.TextField(default="")

    class Meta:
        db_table = "coupons_pool"
        constraints = [models.CheckConstraint(condition=Q(uses__gt=0, to_make__gte=0), name="pool_has_uses")]
        indexes = [
            models.Index(fields=["club_id", "-id"], name="pools_newest_first"),
            models.Index(fields=["club_id", "opens"], name="pools_by_coupon"),
            models.Index(fields=["club_id"], name="pools_with_receipts", condition=~Q(receipts_for="")),
            models.Index(fields=["club_id"], name="pools_to_make", condition=Q(to_make__gt=0)),
        ]


class Code(models.Model):
    """A code as it is compared. `member_id`: works for them alone. `aside`: for whom it is set aside until
    `aside_until`. `receipt_id`: the receipt that it was printed with.
    """

    club_id = models.BigIntegerField()
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    code = models.TextField(db_collation="C")
    state = models.TextField(default="free")
    used = models.IntegerField(default=0)
    uses = models.IntegerField(default=1)
    member_id = models.BigIntegerField(null=True)
    aside = models.TextField(default="")
    aside_until = models.DateTimeField(null=True)
    issued_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    receipt_id = models.BigIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "coupons_code"
        constraints = [
            models.UniqueConstraint(fields=["club_id", "code"], name="one_code_per_text"),
            models.CheckConstraint(
                condition=Q(used__gte=0, used__lte=F("uses"), state__in=[*_OPEN, "used", "withdrawn"]),
                name="code_used_as_often_as_allowed",
            ),
            models.CheckConstraint(
                condition=Q(state="used", used=F("uses")) | (~Q(state="used") & Q(used__lt=F("uses"))),
                name="code_used_up_says_so",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_at__isnull=False)
                | (~Q(state="withdrawn") & Q(withdrawn_at__isnull=True)),
                name="code_withdrawn_says_when",
            ),
        ]
        indexes = [
            models.Index(fields=["pool", "state", "id"], name="coupon_codes_by_state"),
            models.Index(fields=["pool", "id"], name="coupon_codes_of_pool"),
            models.Index(fields=["pool", "code"], name="coupon_codes_by_text"),
            models.Index(
                fields=["member_id", "id"], name="coupon_codes_of_member", condition=Q(member_id__isnull=False)
            ),
            models.Index(fields=["receipt_id"], name="coupon_codes_of_receipt", condition=Q(receipt_id__isnull=False)),
            models.Index(
                fields=["club_id", "expires_at"],
                name="coupon_codes_to_expire",
                condition=Q(expires_at__isnull=False, state__in=_OPEN[:3]),
            ),
            models.Index(
                fields=["club_id", "aside_until"], name="coupon_codes_to_let_go", condition=Q(state="reserved")
            ),
            models.Index(
                fields=["pool", "withdrawn_at"], name="coupon_codes_withdrawn", condition=Q(withdrawn_at__isnull=False)
            ),
        ]


class Use(models.Model):
    """A receipt that a code was used up on. `rules`: what it opened there, each as `programme/rule`; `gave`: the
    money that these take off what still stands of the receipt. `ended_at`: when the code was given back."""

    club_id = models.BigIntegerField()
    pool_id = models.BigIntegerField()
    code = models.ForeignKey(Code, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    receipt_id = models.BigIntegerField()
    member_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    rules = models.JSONField(default=list)
    gave = models.BigIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "coupons_use"
        constraints = [
            models.UniqueConstraint(
                fields=["code", "receipt_id"], condition=Q(ended_at__isnull=True), name="code_used_once_a_receipt"
            )
        ]
        indexes = [
            models.Index(fields=["receipt_id"], name="uses_on_receipt"),
            models.Index(fields=["pool_id", "-id"], name="uses_of_pool"),
            models.Index(fields=["code", "-id"], name="uses_of_code"),
        ]


class Tally(models.Model):
    """By how much a count of a pool changed: codes in a `state`, or `uses` and `gave`. Only added to, and folded into
    fewer rows now and then, so that tills that use codes of one pool never wait for each other's counting."""

    club_id = models.BigIntegerField()
    pool_id = models.BigIntegerField()
    state = models.TextField()
    amount = models.BigIntegerField()

    class Meta:
        db_table = "coupons_tally"
        indexes = [models.Index(fields=["pool_id", "state"], name="tallies_of_pool")]
