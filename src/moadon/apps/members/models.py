"""The table of members."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Now


class Member(models.Model):
    """A person in the club. Phone in E.164; card, e-mail and names normalised by `engine.identity`.

    `search` holds the words and number endings by which the person is looked up.
    """

    club_id = models.BigIntegerField()
    first_name = models.TextField(default="")
    last_name = models.TextField(default="")
    phone = models.TextField(null=True)
    email = models.TextField(null=True)
    card = models.TextField(null=True)
    external_id = models.TextField(null=True)
    birth_date = models.DateField(null=True)
    language = models.TextField(default="")
    branch_id = models.BigIntegerField(null=True)
    employee_id = models.BigIntegerField(null=True)
    source = models.TextField(default="")
    status = models.TextField(default="active")
    joined_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    edition = models.IntegerField(default=1)
    updated_at = models.DateTimeField(db_default=Now())
    search = SearchVectorField(null=True)

    class Meta:
        db_table = "members_member"
        constraints = [
            models.UniqueConstraint(fields=["club_id", "phone"], name="one_member_per_phone"),
            models.UniqueConstraint(fields=["club_id", "email"], name="one_member_per_email"),
            models.UniqueConstraint(fields=["club_id", "card"], name="one_member_per_card"),
            models.UniqueConstraint(fields=["club_id", "external_id"], name="one_member_per_external_id"),
        ]
        indexes = [
            GinIndex(fields=["search"], name="members_by_words"),
            models.Index(fields=["club_id", "joined_at", "id"], name="members_by_joining"),
            models.Index(fields=["club_id", "last_name", "first_name", "id"], name="members_by_name"),
            models.Index(fields=["club_id", "branch_id", "id"], name="members_by_branch"),
        ]
