"""Tables of members, of the words by which they are found, and of the keys with which they are sealed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from moadon.apps.members.sealing import Sealed


class Member(models.Model):
    """A person in the club. Phone in E.164; card, e-mail and names as `engine.identity` reads them.

    Phone and e-mail are sealed: a box that opens in its own row alone, and a mark by which it is looked up.

    `segments`: codes of groups of members that rules may be for. `referred_by`: the member who brought them;
    `first_receipt`: the first purchase for which that one was told so, as long as it stands.
    `spending_stopped`: they earn, but spend nothing, until somebody has looked.
    """

    club_id = models.BigIntegerField()
    first_name = models.TextField(default="")
    last_name = models.TextField(default="")
    phone_box = models.BinaryField(null=True)
    phone_mark = models.BinaryField(null=True)
    email_box = models.BinaryField(null=True)
    email_mark = models.BinaryField(null=True)
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

    phone = Sealed("phone")
    email = Sealed("email")

    class Meta:
        db_table = "members_member"
        constraints = [
            models.UniqueConstraint(fields=["club_id", "phone_mark"], name="one_member_per_phone_mark"),
            models.UniqueConstraint(fields=["club_id", "email_mark"], name="one_member_per_email_mark"),
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
    """One word or number by which a member is found; see `identifiers`. Parts of a phone or an e-mail are marks.

    A plain ordered table, as the walls between clubs keep PostgreSQL from using a text search index: its match
    operator is not leakproof. Comparisons of text in byte order are.
    """

    pk = models.CompositePrimaryKey("club_id", "word", "member")
    club_id = models.BigIntegerField()
    word = models.TextField(db_collation="C")
    member = models.ForeignKey(Member, on_delete=models.CASCADE)

    class Meta:
        db_table = "members_word"


class Sealing(models.Model):
    """With which keys a club's members are sealed: what is written goes by `newest`; rows under the `older` ones are
    there until they have all been sealed anew. Ids of keys; the keys themselves are never here.
    """

    club_id = models.BigIntegerField(primary_key=True)
    newest = models.TextField()
    older = ArrayField(models.TextField(), default=list, db_default=[])
    since = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "members_sealing"
