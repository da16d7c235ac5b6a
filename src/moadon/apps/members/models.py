"""Tables of members and of the words by which they are found."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class Member(models.Model):
    """A person in the club. Phone in E.164; card, e-mail and names as `engine.identity` reads them.

    `segments`: codes of groups of members that rules may be for. `referred_by`: the member who brought them;
    `first_receipt`: the first purchase for which that one was told so, as long as it stands.
    `spending_stopped`: they earn, but spend nothing, until somebody has looked.
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
    segments = ArrayField(models.TextField(), default=list, db_default=[])
    referred_by = models.BigIntegerField(null=True)
    first_receipt = models.BigIntegerField(null=True)
    spending_stopped = models.BooleanField(default=False, db_default=False)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "members_member"
        constraints = [
            models.UniqueConstraint(fields=["club_id", "phone"], name="one_member_per_phone"),
            models.UniqueConstraint(fields=["club_id", "email"], name="one_member_per_email"),
            models.UniqueConstraint(fields=["club_id", "card"], name="one_member_per_card"),
            models.UniqueConstraint(fields=["club_id", "external_id"], name="one_member_per_external_id"),
        ]
        indexes = [
            models.Index(fields=["club_id", "joined_at", "id"], name="members_by_joining"),
            models.Index(fields=["club_id", "last_name", "first_name", "id"], name="members_by_name"),
            models.Index(fields=["club_id", "branch_id", "id"], name="members_by_branch"),
            models.Index(fields=["id"], name="members_brought", condition=models.Q(referred_by__isnull=False)),
            models.Index(
                fields=["referred_by"], name="members_by_referrer", condition=models.Q(referred_by__isnull=False)
            ),
        ]


class Word(models.Model):
    """One word or number by which a member is found; see `identifiers.words_of`.

    A plain ordered table, as the walls between clubs keep PostgreSQL from using a text search index: its match
    operator is not leakproof. Comparisons of text in byte order are.
    """

    pk = models.CompositePrimaryKey("club_id", "word", "member")
    club_id = models.BigIntegerField()
    word = models.TextField(db_collation="C")
    member = models.ForeignKey(Member, on_delete=models.CASCADE)

    class Meta:
        db_table = "members_word"
