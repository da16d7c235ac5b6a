"""Tables of products and the category tree."""

from django.db import models
from django.db.models.functions import Now


class Category(models.Model):
    """A node of the tree, known by the club's own code."""

    club_id = models.BigIntegerField()
    code = models.TextField()
    name = models.TextField(default="")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True)
    edition = models.IntegerField(db_default=1)

    class Meta:
        db_table = "catalogue_category"
        constraints = [models.UniqueConstraint(fields=["club_id", "code"], name="one_category_per_code")]


class Product(models.Model):
    """Something sold. Prices and cost in ten-thousandths of a unit. `incomplete`: first seen on a receipt."""

    club_id = models.BigIntegerField()
    sku = models.TextField()
    name = models.TextField(default="")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True)
    brand = models.TextField(null=True)
    unit_cost = models.BigIntegerField(null=True)
    unit_price = models.BigIntegerField(null=True)
    tax_rate = models.IntegerField(null=True)
    incomplete = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    edition = models.IntegerField(default=1)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "catalogue_product"
        constraints = [models.UniqueConstraint(fields=["club_id", "sku"], name="one_product_per_sku")]
