"""Tables of receipts and their lines. A return is a receipt of its own that names the sale.

What a row names is checked by the database once per statement, in place of a foreign key that asks once per row.
"""

from django.db import models
from django.db.models.functions import Now

from moadon.store.packed import PackedJson, PackedText


class Receipt(models.Model):
    """A sale or a return. Money in minor units, `items` in thousandths of a unit; a return's figures are positive too.

    `promotions` says what promotions give on each line as the sale stands, returns taken off: by line position,
    [programme, version, promotion, minor units] each. `judged` is what a sale was judged by and what
    promotions without a limit gave, see `flows/till/kept.py`. The natural key is unique for ever. `answer` is the
    evaluation as it was first told, byte for byte.
    """

    club_id = models.BigIntegerField()
    kind = models.TextField()
    number = models.TextField()
    branch_id = models.BigIntegerField(null=True)
    till_id = models.BigIntegerField(null=True)
    employee_id = models.BigIntegerField(null=True)
    member_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    business_date = models.DateField()
    channel = models.TextField(default="store")
    total = models.BigIntegerField()
    discount = models.BigIntegerField()
    redeemed = models.BigIntegerField()
    to_pay = models.BigIntegerField()
    items = models.BigIntegerField()
    of_receipt = models.ForeignKey("self", on_delete=models.PROTECT, null=True, db_constraint=False, db_index=False)
    state = models.TextField(default="whole")
    details = models.JSONField(default=dict)
    judged = PackedJson(null=True, default=dict)
    promotions = PackedJson(null=True, default=dict)
    content_hash = models.BinaryField()
    answer = PackedText()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "receipts_receipt"
        constraints = [
            models.UniqueConstraint(
                models.F("club_id"),
                models.F("till_id"),
                # Without a till the branch tells receipts apart.
                models.Case(models.When(till_id__isnull=True, then=models.F("branch_id"))),
                models.F("business_date"),
                models.F("number"),
                models.F("kind"),
                name="one_receipt_per_number",
                nulls_distinct=False,
            )
        ]
        indexes = [
            models.Index(fields=["club_id", "at", "id"], name="receipts_by_time"),
            models.Index(
                fields=["member_id", "at"], name="receipts_of_member", condition=models.Q(member_id__isnull=False)
            ),
            models.Index(
                fields=["of_receipt"], name="returns_of_receipt", condition=models.Q(of_receipt__isnull=False)
            ),
            models.Index(fields=["club_id", "number"], name="receipts_by_number"),
            models.Index(
                fields=["employee_id", "at"],
                name="returns_of_employee",
                condition=models.Q(kind__in=["return", "cancel"], employee_id__isnull=False),
            ),
        ]


class Line(models.Model):
    """One line of a receipt. Quantity in thousandths, prices and tax in ten-thousandths, money in minor units.

    `club_value` is the part of its price that was paid with points or credit of the club. `of_line` is set on returns.
    A return may have lines without units: what stays costs more when a promotion no longer holds for it, so less of
    its discount is left. Or money is given back for goods that stay: `allowance` says how much, below 0 where such
    money goes with goods that come back later; the return's `discount` is so much less, for the line's is so much more.
    """

    pk = models.CompositePrimaryKey("receipt_id", "position")
    club_id = models.BigIntegerField()
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    position = models.SmallIntegerField()
    key = models.TextField()
    product_id = models.BigIntegerField()
    name = models.TextField(null=True)
    quantity = models.BigIntegerField()
    unit_price = models.BigIntegerField()
    total = models.BigIntegerField()
    discount = models.BigIntegerField()
    club_value = models.BigIntegerField(default=0)
    tax_rate = models.IntegerField()
    unit_cost = models.BigIntegerField(null=True)
    of_line = models.SmallIntegerField(null=True)
    allowance = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        db_table = "receipts_line"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0) | models.Q(quantity=0, total=0, of_line__isnull=False),
                name="a_line_has_units",
            )
        ]


class ParkedReturn(models.Model):
    """A return that came before its sale: kept as it was sent until the sale arrives."""

    club_id = models.BigIntegerField()
    till_id = models.BigIntegerField(null=True)
    sale_number = models.TextField()
    sale_date = models.DateField(null=True)
    body = models.JSONField()
    at = models.DateTimeField()
    parked_at = models.DateTimeField(db_default=Now())
    matched_at = models.DateTimeField(null=True)
    return_receipt = models.BigIntegerField(null=True)

    class Meta:
        db_table = "receipts_parked_return"
        indexes = [
            models.Index(
                fields=["club_id", "sale_number"], name="parked_by_sale", condition=models.Q(matched_at__isnull=True)
            )
        ]
