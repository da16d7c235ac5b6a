"""Tables of the club, its shop and the people who run it."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Now


class User(AbstractUser):
    """A person who signs in to the office."""

    language = models.TextField(default="en")
    theme = models.TextField(default="auto")

    class Meta:
        db_table = "clubs_user"


class Club(models.Model):
    """A club: its money, its clock, its languages and its settings (see `types.ClubSettings`)."""

    slug = models.SlugField(unique=True)
    name = models.TextField()
    currency = models.CharField(max_length=3)
    time_zone = models.TextField()
    calendar = models.TextField(default="gregorian")
    week_start = models.SmallIntegerField(default=6)
    languages = models.JSONField(default=list)
    region = models.CharField(max_length=2, default="IL")
    brand_colour = models.CharField(max_length=7, default="#0b5f7a")
    settings = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "clubs_club"


class Branch(models.Model):
    """A shop of the club, known by the club's own code."""

    club_id = models.BigIntegerField()
    code = models.TextField()
    name = models.TextField()
    time_zone = models.TextField(null=True)
    active = models.BooleanField(default=True)
    edition = models.IntegerField(default=1)

    class Meta:
        db_table = "clubs_branch"
        constraints = [models.UniqueConstraint(fields=["club_id", "code"], name="one_branch_per_code")]


class Employee(models.Model):
    """Somebody who serves at a till, known by the club's own code. `stopped_at`: since when they may not, for now."""

    club_id = models.BigIntegerField()
    code = models.TextField()
    name = models.TextField()
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True)
    active = models.BooleanField(default=True)
    edition = models.IntegerField(default=1)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "clubs_employee"
        constraints = [models.UniqueConstraint(fields=["club_id", "code"], name="one_employee_per_code")]


class Till(models.Model):
    """A place where receipts are made. Made by itself when a receipt names a new one. `code` is unique per branch."""

    club_id = models.BigIntegerField()
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True)
    code = models.TextField()
    name = models.TextField(default="")
    active = models.BooleanField(default=True)
    edition = models.IntegerField(db_default=1)
    made_at = models.DateTimeField(db_default=Now())
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "clubs_till"
        constraints = [
            models.UniqueConstraint(
                fields=["club_id", "branch", "code"], name="one_till_per_code", nulls_distinct=False
            )
        ]


class ApiKey(models.Model):
    """What a till or a shop calls with. Only a digest is kept; `hint` is what people recognise it by.

    The secret of before does until `old_until`. `used_at` is right to a quarter of an hour.
    """

    club_id = models.BigIntegerField()
    name = models.TextField(default="")
    digest = models.BinaryField(unique=True)
    old_digest = models.BinaryField(null=True, unique=True)
    old_until = models.DateTimeField(null=True)
    hint = models.TextField()
    scope = models.TextField()
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True)
    created_at = models.DateTimeField(db_default=Now())
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "clubs_key"


class Membership(models.Model):
    """The role of one user in one club."""

    club_id = models.BigIntegerField()
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    role = models.TextField()
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True)

    class Meta:
        db_table = "clubs_membership"
        constraints = [models.UniqueConstraint(fields=["club_id", "user"], name="one_role_per_user")]
